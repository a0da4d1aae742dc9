"""The publisher registry: what is known of publishers before a page is read.

`publishers.toml` ships with the project; a file of one's own in the same form can stand in for it.
"""

from etl_project.registry.registry import Publisher, Registry, RegistryError, load_registry, publisher_key

__all__ = ["Publisher", "Registry", "RegistryError", "load_registry", "publisher_key"]
