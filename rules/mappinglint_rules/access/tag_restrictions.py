"""ESM619: how many tags a mapping may have, and whose keys are AWS's own."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.rule import Evidence, Level, rule
from mappinglint.value import Fields
from mappinglint_rules.service import MOST_TAGS, RESERVED_TAG_PREFIX

_TAGS = "Tags"


@rule("ESM619", "tag-restrictions", Level.ERROR, Evidence.DOCUMENTED, settings=(_TAGS,))
def tag_restrictions(mapping: EventSourceMapping) -> Iterator[Finding]:
    tags = mapping.get(_TAGS)
    if mapping.operation is not Operation.CREATE or not isinstance(tags, Fields):
        return
    for field in tags.fields:
        if field.spelling.lower().startswith(RESERVED_TAG_PREFIX):
            yield tag_restrictions.finding(
                mapping,
                (_TAGS, field.spelling),
                f'the tag key "{field.spelling}" begins with {RESERVED_TAG_PREFIX}, '
                "which is reserved for AWS",
                at=field.key,
                remedy="choose another key",
            )
    count = len({field.spelling for field in tags.fields})
    if count > MOST_TAGS:
        yield tag_restrictions.finding(
            mapping,
            _TAGS,
            f"{mapping.spell(_TAGS)} has {count} entries; at most {MOST_TAGS} are allowed",
            label=f"at most {MOST_TAGS}",
            remedy=f"remove {count - MOST_TAGS} of them",
        )
