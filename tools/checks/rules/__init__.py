"""The rules as data, apart from the checks that apply them."""
