"""Steps that behave as their names say, for the worker processes of the tests."""
