"""ESM734: the subnets by which Lambda connects are not in one VPC."""

from collections.abc import Iterator

from mappinglint.finding import Finding
from mappinglint.kind import SourceKind
from mappinglint.mapping import EventSourceMapping, Operation
from mappinglint.place import Label
from mappinglint.resource import Resource
from mappinglint.rule import Evidence, Level, rule
from mappinglint_rules.access.entries import ACCESS, Entry, entries

_SUBNET, _NETWORK = "AWS::EC2::Subnet", "AWS::EC2::VPC"


@rule(
    "ESM734",
    "subnets-of-two-networks",
    Level.ERROR,
    Evidence.DOCUMENTED,
    settings=(ACCESS,),
    kinds=frozenset({SourceKind.KAFKA}),
)
def subnets_of_two_networks(mapping: EventSourceMapping) -> Iterator[Finding]:
    if mapping.operation is not Operation.CREATE or not mapping.is_only(SourceKind.KAFKA):
        return
    subnets = [one for one in entries(mapping) if one.name == "VPC_SUBNET"]
    first: tuple[Resource, Resource] | None = None
    for entry in subnets:
        found = _with_network(mapping, entry)
        if found is None:
            continue
        subnet, network = found
        if first is None:
            first = found
        elif network.name != first[1].name:
            yield subnets_of_two_networks.finding(
                mapping,
                entry.uri_path,
                f"subnet {subnet.name} is in {network.name}, and {first[0].name} in "
                f"{first[1].name}: the subnets of a mapping are in one VPC",
                related=[
                    Label(subnet.place_of("VpcId"), f"in {network.name}"),
                    Label(first[0].place_of("VpcId"), f"in {first[1].name}"),
                ],
                remedy="name subnets of the VPC from which the brokers can be reached",
            )
            return


def _with_network(mapping: EventSourceMapping, entry: Entry) -> tuple[Resource, Resource] | None:
    subnet = mapping.behind(mapping.get(entry.uri_path))
    if subnet is None or subnet.type != _SUBNET:
        return None
    network = subnet.behind("VpcId")
    return (subnet, network) if network is not None and network.type == _NETWORK else None
