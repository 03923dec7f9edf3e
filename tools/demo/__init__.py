"""The ISO standards of PyPI's pycountry, loaded, queried, changed and checked through rhosocial-activerecord.

Read `models.py` first, then `queries.py`, `relations.py`, `changes.py` and `mistakes.py`: each step stands there
twice, as a plain function and as its async twin, on the same models.
"""
