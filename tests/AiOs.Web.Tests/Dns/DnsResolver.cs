using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiOs;

/// <summary>Asks one name server, over UDP and every time anew: what a host without a cache does.</summary>
internal sealed class DnsResolver(IPEndPoint server) : IHostResolver
{
    private int _nextId;

    public async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken = default)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken);
        ushort id = (ushort)Interlocked.Increment(ref _nextId);
        byte[] question = Question(id, host);
        await socket.SendAsync(question, SocketFlags.None, cancellationToken);
        byte[] answer = new byte[512];
        int length = await socket.ReceiveAsync(answer, SocketFlags.None, cancellationToken);
        return Addresses(answer.AsSpan(0, length), id, question.Length);
    }

    private static byte[] Question(ushort id, string host)
    {
        var question = new List<byte> { (byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (string label in host.Split('.'))
        {
            question.Add((byte)label.Length);
            question.AddRange(Encoding.ASCII.GetBytes(label));
        }

        question.AddRange([0, 0, 1, 0, 1]);
        return [.. question];
    }

    private static List<IPAddress> Addresses(ReadOnlySpan<byte> answer, ushort id, int questionLength)
    {
        Xunit.Assert.Equal(id, BinaryPrimitives.ReadUInt16BigEndian(answer));
        var addresses = new List<IPAddress>();
        for (int i = 0; i < BinaryPrimitives.ReadUInt16BigEndian(answer[6..]); i++)
        {
            addresses.Add(new IPAddress(answer.Slice(questionLength + (i * 16) + 12, 4)));
        }

        return addresses;
    }
}
