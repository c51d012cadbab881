using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiOs;

/// <summary>A name server on a UDP socket of this machine that gives another answer every time it is asked: with a lifetime of nothing.</summary>
/// <remarks>Source of the format: RFC 1035, section 4. It answers questions for addresses of version 4; to others it has no records.</remarks>
internal sealed class RebindingDnsServer : IAsyncDisposable
{
    private const ushort AddressRecord = 1;
    private const ushort AnswerFlags = 0x8580; // A response, authoritative, recursion asked for and available.
    private const ushort NoSuchName = 3;

    private readonly Dictionary<string, string[][]> _answers;
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.OrdinalIgnoreCase);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RebindingDnsServer(params (string Host, string[][] Answers)[] hosts)
    {
        _answers = hosts.ToDictionary(host => host.Host, host => host.Answers, StringComparer.OrdinalIgnoreCase);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _running = RunAsync();
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>Gives how often a name was asked for.</summary>
    public int Asked(string host) => _asked.GetValueOrDefault(host);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        byte[] question = new byte[512];
        while (!_stop.IsCancellationRequested)
        {
            var received = await _socket.ReceiveFromAsync(question, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
            byte[] answer = Answer(question.AsSpan(0, received.ReceivedBytes));
            await _socket.SendToAsync(answer, SocketFlags.None, received.RemoteEndPoint, _stop.Token);
        }
    }

    private byte[] Answer(ReadOnlySpan<byte> question)
    {
        int end = 12;
        var labels = new List<string>();
        for (; question[end] != 0; end += question[end] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(question.Slice(end + 1, question[end])));
        }

        string host = string.Join('.', labels);
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(question[(end + 1)..]);
        string[] addresses = type == AddressRecord ? Next(host) : [];
        bool isKnown = _answers.ContainsKey(host);
        var copied = question[..(end + 5)];
        byte[] answer = new byte[copied.Length + (addresses.Length * 16)];
        copied.CopyTo(answer);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), (ushort)(AnswerFlags | (isKnown ? 0 : NoSuchName)));
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)addresses.Length);
        answer.AsSpan(8, 4).Clear(); // Neither authorities nor additional records are given.
        for (int i = 0; i < addresses.Length; i++)
        {
            var record = answer.AsSpan(copied.Length + (i * 16), 16);
            BinaryPrimitives.WriteUInt16BigEndian(record, 0xC00C); // The name of the question, by its place.
            BinaryPrimitives.WriteUInt16BigEndian(record[2..], AddressRecord);
            BinaryPrimitives.WriteUInt16BigEndian(record[4..], 1); // The internet.
            BinaryPrimitives.WriteUInt32BigEndian(record[6..], 0); // To be forgotten at once.
            BinaryPrimitives.WriteUInt16BigEndian(record[10..], 4);
            IPAddress.Parse(addresses[i]).TryWriteBytes(record[12..], out _);
        }

        return answer;
    }

    private string[] Next(string host)
    {
        int asked = _asked.AddOrUpdate(host, 1, static (_, count) => count + 1);
        return _answers.TryGetValue(host, out string[][]? answers) ? answers[Math.Min(asked, answers.Length) - 1] : [];
    }
}
