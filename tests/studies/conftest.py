"""Fixtures of the floors below that the tests of studies use."""

from tests.exhibits.conftest import chapter, chapter_of, names, shown  # noqa: F401 - fixtures
from tests.publish.conftest import built, page, project  # noqa: F401 - fixtures
from tests.rows.conftest import shop  # noqa: F401 - a fixture
