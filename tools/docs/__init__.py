"""The documentation's programs are run, and what is generated in it is kept true.

Every ```python block of a page runs, top to bottom in one namespace, on SQLite in memory. A ```text block holds what
was printed before it, `# -> …` behind an expression its repr. Between `<!-- sql -->` and `<!-- /sql -->` stands what
the block above sends to each kind of server, compiled for its newest release without one; further regions hold tables
made from the code.
"""
