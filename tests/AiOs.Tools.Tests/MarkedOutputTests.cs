using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class MarkedOutputTests
{
    private static readonly string Mark = new('m', ProgramDriver.MarkBytes);

    // Parts of a mark on purpose, in pieces of any size: what looks like one and is none belongs to the output.
    [Fact]
    public void Reading_EndsAtTheFirstMark_HoweverItComes()
    {
        var part = Gen.Elements("a", "m", "\u00e9", Mark[1..], Mark + "x", Mark + "042", Mark + "04", new string('b', 5_000));
        var inputs = from parts in part.ArrayOf() from piece in Gen.Choose(1, 50) select (Text: string.Concat(parts), Piece: piece);
        Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            using var stream = new Pieces(Encoding.UTF8.GetBytes(input.Text), input.Piece);
            var read = MarkedOutput.ReadAsync(stream, Mark, CancellationToken.None).GetAwaiter().GetResult();
            int end = input.Text.IndexOf(Mark + "042", StringComparison.Ordinal);
            return read == (end >= 0 ? new MarkedOutput(input.Text[..end], 42) : new MarkedOutput(input.Text, null));
        }).Check(Seeded.Config);
    }

    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
