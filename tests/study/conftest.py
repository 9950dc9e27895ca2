"""The shop of the tests of rows serves here too."""

from tests.rows.conftest import shop  # noqa: F401 - a fixture
