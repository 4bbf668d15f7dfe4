"""What a struct means where a field of it is left out."""

from collections.abc import Iterator

import msgspec


def said_unsaid(*kinds: object) -> dict[str, object]:
    """Every field, as `Kind.field`, of these kinds and of all that is in them, that means something though nobody said
    it; where the rest is left out, it is empty, no, none or 0."""
    return {
        f"{kind.__name__}.{field.name}": field.default
        for kind in _structs(kinds)
        for field in msgspec.structs.fields(kind)
        if field.default is not msgspec.NODEFAULT and _says(field.default)
    }


def written_unsaid(*kinds: object) -> set[str]:
    """Those of these kinds, and of all that is in them, of which fields are written that nobody has said."""
    return {
        kind.__name__
        for kind in _structs(kinds)
        if not kind.__struct_config__.omit_defaults
        and any(field.default is not msgspec.NODEFAULT for field in msgspec.structs.fields(kind))
    }


def _says(default: object) -> bool:
    if isinstance(default, msgspec.Struct):
        return False  # what its own fields say is asked of them
    return any(map(_says, default)) if isinstance(default, tuple) else bool(default)


def _structs(kinds: tuple[object, ...]) -> Iterator[type[msgspec.Struct]]:
    waiting, seen = list(msgspec.inspect.multi_type_info(kinds)), set[type]()
    while waiting:
        info = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            yield info.cls
            waiting += [field.type for field in info.fields]
        for within in ("types", "item_types"):
            waiting += getattr(info, within, ())
        for within in ("item_type", "key_type", "value_type"):
            waiting += [getattr(info, within)] if hasattr(info, within) else []
