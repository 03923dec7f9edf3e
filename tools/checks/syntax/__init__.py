"""Reading source: modules as syntax trees, their imports, circles among them, and signatures."""
