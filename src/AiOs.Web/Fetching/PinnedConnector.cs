using System.Net;
using System.Net.Sockets;

namespace AiOs;

/// <summary>Opens connections to addresses that were checked, and to no other.</summary>
/// <remarks>
/// The name is resolved once, all of its addresses are checked, and the socket is connected to one of exactly these: a name that
/// resolves otherwise a moment later gains nothing, because nobody asks again.
/// </remarks>
internal sealed class PinnedConnector(IHostResolver resolver, WebFetchOptions options)
{
    private const int MaxAddresses = 64;

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        string host = context.DnsEndPoint.Host;
        int port = context.DnsEndPoint.Port;
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal)
            ? [literal]
            : await resolver.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        if (addresses.Count is 0 or > MaxAddresses)
        {
            throw new WebAccessException(
                WebAccessReason.UnknownHost, $"The host '{host}' has {addresses.Count} addresses; 1 to {MaxAddresses} are expected.");
        }

        // One bad address refuses the name: a mixed answer is an attack or a split horizon, and neither is the public web.
        var pinned = new IPAddress[addresses.Count];
        for (int i = 0; i < pinned.Length; i++)
        {
            pinned[i] = Checked(host, addresses[i], port);
        }

        return await ConnectAnyAsync(host, pinned, port, cancellationToken).ConfigureAwait(false);
    }

    private IPAddress Checked(string host, IPAddress address, int port)
    {
        var effective = PublicAddress.Effective(address);
        foreach (var network in options.AllowedNetworks)
        {
            if (network.Contains(effective))
            {
                return address;
            }
        }

        if (PublicAddress.Refusal(address) is { } kind)
        {
            throw new WebAccessException(
                WebAccessReason.RefusedAddress, $"The host '{host}' is refused: one of its addresses is not public ({kind}).");
        }

        return options.Ports.Contains(port)
            ? address
            : throw new WebAccessException(
                WebAccessReason.RefusedAddress, $"Port {port} of '{host}' is refused: {string.Join(", ", options.Ports)} are allowed.");
    }

    private static async ValueTask<Stream> ConnectAnyAsync(
        string host, IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        SocketException? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                last = e; // The next address may answer; when none does, the last error is the message.
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new WebAccessException(WebAccessReason.ConnectionFailed, $"No connection to '{host}': {last?.Message}", last);
    }
}
