"""Functions on IP networks. Semantics: go-cty-funcs (cidr) over apparentlymart/go-cidr."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.functions.limits import check_elements
from packer_systo.engine.functions.models import Function, FunctionError, Parameter
from packer_systo.engine.values.constructors import list_value, string
from packer_systo.engine.values.types import NUMBER, STRING, list_of

if TYPE_CHECKING:
    from packer_systo.engine.functions.models import Call
    from packer_systo.engine.values.value import Value


class Network(msgspec.Struct, frozen=True):
    """An address, and how many of its `bits` (32, 128) are the prefix."""

    address: int
    prefix: int
    bits: int

    @property
    def mapped(self) -> bool:
        """Whether this is IPv4 written as IPv6 (`::ffff:…`), which Go shows as IPv4."""
        return self.bits == 128 and self.address >> 32 == 0xFFFF

    def __str__(self) -> str:
        if self.prefix < 0:
            return "<nil>"
        prefix = max(self.prefix - 96, 0) if self.mapped else self.prefix
        return f"{address_text(self.address, self.bits)}/{prefix}"


def read_network(text: str, index: int = 0) -> Network:
    """A network in CIDR notation, as Go's net.ParseCIDR reads it."""
    from ipaddress import ip_address

    address, slash, prefix = text.partition("/")
    if not slash or not prefix or not (prefix.isascii() and prefix.isdigit()) or "%" in address:
        raise FunctionError('a network such as "192.0.2.0/24" is required', index)
    try:
        parsed = ip_address(address)
    except ValueError as error:
        raise FunctionError('a network such as "192.0.2.0/24" is required', index) from error
    bits = parsed.max_prefixlen
    length = int(prefix[-4:]) if not prefix[:-4].strip("0") else bits + 1
    if length > bits:
        raise FunctionError("the prefix is longer than the address", index)
    shift = bits - length
    return Network(int(parsed) >> shift << shift, length, bits)


def address_text(address: int, bits: int) -> str:
    """An address as Go's net.IP writes it: one that maps IPv4 into IPv6 as IPv4."""
    from ipaddress import IPv4Address, IPv6Address

    if bits == 32 or address >> 32 == 0xFFFF:
        return str(IPv4Address(address & 0xFFFFFFFF))
    return str(IPv6Address(address))


def _host(call: Call) -> Value:
    number = call.integer(1)
    network = read_network(call.text(0))
    room = network.bits - network.prefix
    # From the end of the network when negative.
    place = number if number >= 0 else -number - 1
    if place.bit_length() > room:
        raise FunctionError("the network has no host of that number", 1)
    offset = number if number >= 0 else (1 << room) + number
    # go-cidr takes such an address for one of 32 bits, and puts the number in front of it.
    shift = 96 if network.mapped else 0
    address = network.address | offset << shift
    if address >> network.bits:
        raise FunctionError("the result is no address")
    return string(address_text(address, network.bits))


def _netmask(call: Call) -> Value:
    network = read_network(call.text(0))
    shift = network.bits - network.prefix
    mask = (1 << network.bits) - 1 >> shift << shift
    return string(address_text(mask, network.bits))


def _subnet(call: Call) -> Value:
    new_bits, number = call.integer(1), call.integer(2)
    network = read_network(call.text(0))
    if new_bits > 32:
        raise FunctionError("a prefix may be extended by at most 32 bits", 1)
    prefix = network.prefix + new_bits
    if prefix > network.bits:
        raise FunctionError("the longer prefix does not fit in the address", 1)
    # go-cidr lets a prefix become shorter.
    if number < 0 or number >> (new_bits if new_bits >= 0 else 64):
        raise FunctionError("the network has no subnet of that number", 2)
    address = network.address | number << (network.bits - prefix)
    if address >> network.bits:
        raise FunctionError("the result is no address")
    return string(str(Network(address, prefix, network.bits)))


def _subnets(call: Call) -> Value:
    network = read_network(call.text(0))
    check_elements(len(call.arguments))
    if (network.address == 0 or network.mapped) and len(call.arguments) > 1:
        # go-cidr steps back to the address before the network, and finds none.
        raise FunctionError("a network that begins at address zero cannot be divided", 0)
    found: list[Value] = []
    # The next address that is free; each subnet begins at the next multiple of its size.
    free = network.address
    end = network.address + (1 << network.bits - network.prefix)
    for index in range(1, len(call.arguments)):
        new_bits = call.integer(index)
        if not 1 <= new_bits <= 32:
            raise FunctionError("a prefix may be extended by 1 to 32 bits", index)
        prefix = network.prefix + new_bits
        if prefix > network.bits:
            raise FunctionError("the longer prefix does not fit in the address", index)
        size = 1 << network.bits - prefix
        start = -(-free // size) * size
        if start >= end:
            raise FunctionError("the network has no room left for this subnet", index)
        found.append(string(str(Network(start, prefix, network.bits))))
        free = start + size
    return list_value(found, STRING)


_PREFIX = Parameter("prefix", STRING)

FUNCTIONS = (
    Function("cidrhost", (_PREFIX, Parameter("hostnum", NUMBER)), STRING, _host),
    Function("cidrnetmask", (_PREFIX,), STRING, _netmask),
    Function(
        "cidrsubnet",
        (_PREFIX, Parameter("newbits", NUMBER), Parameter("netnum", NUMBER)),
        STRING,
        _subnet,
    ),
    Function(
        "cidrsubnets", (_PREFIX,), list_of(STRING), _subnets, variadic=Parameter("newbits", NUMBER)
    ),
)
