using System.Net;
using System.Net.Sockets;

namespace AiOs;

/// <summary>Tells addresses of the public internet from all others.</summary>
/// <remarks>
/// Source: the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and its updates). An address that carries
/// another (IPv4-mapped, NAT64, ISATAP) is judged by the one that it leads to; tunnels (6to4, Teredo) are refused whole, because
/// where their packets come out is up to a relay.
/// </remarks>
internal static class PublicAddress
{
    private static readonly (IPNetwork Network, string Kind)[] SpecialV4 =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "this network"),
        (IPNetwork.Parse("10.0.0.0/8"), "private"),
        (IPNetwork.Parse("100.64.0.0/10"), "carrier-grade NAT"),
        (IPNetwork.Parse("127.0.0.0/8"), "loopback"),
        (IPNetwork.Parse("168.63.129.16/32"), "cloud metadata"), // Azure's, the one such service at a public address.
        (IPNetwork.Parse("169.254.0.0/16"), "link-local, cloud metadata"),
        (IPNetwork.Parse("172.16.0.0/12"), "private"),
        (IPNetwork.Parse("192.0.0.0/24"), "protocol assignments"),
        (IPNetwork.Parse("192.0.2.0/24"), "documentation"),
        (IPNetwork.Parse("192.31.196.0/24"), "AS112"),
        (IPNetwork.Parse("192.52.193.0/24"), "AMT relay"),
        (IPNetwork.Parse("192.88.99.0/24"), "6to4 relay"),
        (IPNetwork.Parse("192.168.0.0/16"), "private"),
        (IPNetwork.Parse("192.175.48.0/24"), "AS112"),
        (IPNetwork.Parse("198.18.0.0/15"), "benchmarking"),
        (IPNetwork.Parse("198.51.100.0/24"), "documentation"),
        (IPNetwork.Parse("203.0.113.0/24"), "documentation"),
        (IPNetwork.Parse("224.0.0.0/4"), "multicast"),
        (IPNetwork.Parse("240.0.0.0/4"), "reserved, broadcast"),
    ];

    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    // Within 2000::/3. Everything outside of it is refused without a list: loopback, link-local, unique local, multicast, mapped.
    private static readonly (IPNetwork Network, string Kind)[] SpecialV6 =
    [
        (IPNetwork.Parse("2001::/32"), "Teredo tunnel"),
        (IPNetwork.Parse("2001::/23"), "protocol assignments"),
        (IPNetwork.Parse("2001:db8::/32"), "documentation"),
        (IPNetwork.Parse("2002::/16"), "6to4 tunnel"),
        (IPNetwork.Parse("2620:4f:8000::/48"), "AS112"),
        (IPNetwork.Parse("3fff::/20"), "documentation"),
    ];

    /// <summary>Gives the address that packets end at: the one inside for mapped and NAT64 addresses.</summary>
    public static IPAddress Effective(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : Nat64.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12))
            : address;
    }

    /// <summary>Gives what kind of special address it is, or null for a public one.</summary>
    public static string? Refusal(IPAddress address)
    {
        var effective = Effective(address);
        return effective.AddressFamily switch
        {
            AddressFamily.InterNetwork => Kind(SpecialV4, effective),
            AddressFamily.InterNetworkV6 => RefusalV6(effective),
            _ => "of an unknown family",
        };
    }

    private static string? RefusalV6(IPAddress address)
    {
        if (!GlobalV6.Contains(address))
        {
            return "not global unicast";
        }

        // ISATAP (RFC 5214) hides an IPv4 address in the interface identifier, behind 0000:5efe or 0200:5efe.
        byte[] bytes = address.GetAddressBytes();
        bool isIsatap = (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
        return Kind(SpecialV6, address) ?? (isIsatap ? Kind(SpecialV4, new IPAddress(bytes.AsSpan(12))) : null);
    }

    private static string? Kind((IPNetwork Network, string Kind)[] table, IPAddress address)
    {
        foreach (var (network, kind) in table)
        {
            if (network.Contains(address))
            {
                return kind;
            }
        }

        return null;
    }
}
