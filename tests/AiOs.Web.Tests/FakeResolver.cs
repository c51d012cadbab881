using System.Net;

namespace AiOs;

/// <summary>A name service of the test's own: each look-up of a name takes the next answer, and the last one stays.</summary>
internal sealed class FakeResolver(params (string Host, string[][] Answers)[] hosts) : IHostResolver
{
    private readonly Dictionary<string, int> _asked = new(StringComparer.OrdinalIgnoreCase);

    public int LookUps { get; private set; }

    public static FakeResolver Of(string host, params string[] addresses) => new((host, [addresses]));

    public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken = default)
    {
        LookUps++;
        string[][] answers = hosts.FirstOrDefault(entry => string.Equals(entry.Host, host, StringComparison.OrdinalIgnoreCase)).Answers ?? [[]];
        int asked = _asked.GetValueOrDefault(host);
        _asked[host] = asked + 1;
        return ValueTask.FromResult<IReadOnlyList<IPAddress>>(
            [.. answers[Math.Min(asked, answers.Length - 1)].Select(IPAddress.Parse)]);
    }
}
