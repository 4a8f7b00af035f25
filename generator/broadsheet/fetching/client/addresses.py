"""Network addresses that are public, and those that only this machine or its neighbours can reach."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

# Addresses of IPv4 that a gateway puts into those of IPv6 (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")
_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa")


def require_web_address(url: httpx.URL) -> httpx.URL:
    """Return an address that can be asked; InvalidURL or ValueError (of a host's IDNA) where it is none."""
    if url.scheme not in ("http", "https") or not url.host:
        raise httpx.InvalidURL("it is no web address")
    return url


def is_public_host(host: str) -> bool:
    """Return False for a host that by its name or number alone cannot be a public one.

    A name may still resolve to an address that is not public; see ``is_public_address``.
    """
    name = host.strip("[]").rstrip(".").lower()
    try:
        ip_address(name)
    except ValueError:
        last_label = name.rpartition(".")[2]
        return last_label not in _LOCAL_NAMES and not name.endswith(".home.arpa")
    return is_public_address(name)


def is_public_address(address: str) -> bool:
    """Return False for loopback, private, link-local and other addresses that are not everybody's.

    These are the special-purpose registries of IANA (RFC 6890); anything that is no address counts
    as not public.
    """
    try:
        number = ip_address(address)
    except ValueError:
        return False
    if isinstance(number, IPv6Address):
        number = _unwrap(number)
    return number.is_global and not number.is_multicast


def _unwrap(number: IPv6Address) -> IPv4Address | IPv6Address:
    """Return the address of IPv4 that one of IPv6 stands for, if it does (RFC 4291, 3056, 4380, 6052)."""
    if number.ipv4_mapped:
        return number.ipv4_mapped
    if number.sixtofour:
        return number.sixtofour
    if number.teredo:
        return number.teredo[1]
    if number in _NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number
