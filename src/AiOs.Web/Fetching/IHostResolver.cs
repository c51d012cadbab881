using System.Net;

namespace AiOs;

/// <summary>Finds the addresses of a host's name.</summary>
/// <remarks>Threads: may be called from any thread. What it gives is checked: it need not be trusted.</remarks>
public interface IHostResolver
{
    /// <summary>Resolves a name.</summary>
    /// <param name="host">The name, in its ASCII form.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>Its addresses; empty when it has none.</returns>
    ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken = default);
}
