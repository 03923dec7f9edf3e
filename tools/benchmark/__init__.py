"""A benchmark of this library and its peers, each workload as a ratio to the raw driver."""
