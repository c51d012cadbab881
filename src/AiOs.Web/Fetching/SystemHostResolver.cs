using System.Net;
using System.Net.Sockets;

namespace AiOs;

/// <summary>The operating system's own name service.</summary>
internal sealed class SystemHostResolver : IHostResolver
{
    public async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken = default)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new WebAccessException(WebAccessReason.UnknownHost, $"The host '{host}' has no address: {e.Message}", e);
        }
    }
}
