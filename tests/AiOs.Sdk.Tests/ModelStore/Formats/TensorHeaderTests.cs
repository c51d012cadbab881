using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class TensorHeaderTests
{
    [Fact]
    public void Safetensors_AreRead_InTheOrderOfTheirPlace()
    {
        var header = SafetensorsHeader.Read(new MemoryStream(TensorFiles.Safetensors()));
        Assert.Equal(["a", "b"], header.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([2L, 3L], header.Tensors[1].Shape);
        Assert.Equal(12, header.Tensors[1].Length);
        Assert.Equal("pt", header.Metadata["format"]);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9)] // a byte that belongs to nobody
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7)] // behind the end
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}""", 9)] // a gap
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8)] // another size than the shape's
    [InlineData("""{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}""", 8)] // no such type
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,8],"data_offsets":[0,8]}}""", 8)] // overflows to 0
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"run":"me"}}""", 8)] // an unknown member
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12)]
    [InlineData("""{"__metadata__":{"format":1}}""", 0)]
    [InlineData("""{"a":{}}""", 0)]
    [InlineData("""{"a":1}""", 0)]
    [InlineData("""{} {}""", 0)]
    [InlineData("""{"a""", 0)]
    [InlineData("""[]""", 0)]
    public void Safetensors_ThatAreNotWhatTheySay_AreRefused(string header, int dataBytes) =>
        Assert.Throws<InvalidDataException>(() => SafetensorsHeader.Read(new MemoryStream(TensorFiles.Safetensors(header, dataBytes))));

    [Theory]
    [InlineData(2u, 32u)]
    [InlineData(3u, 64u)]
    public void Gguf_IsRead(uint version, uint alignment)
    {
        var header = GgufHeader.Read(new MemoryStream(TensorFiles.Gguf(version, alignment)));
        Assert.Equal((int)version, header.Version);
        Assert.Equal("llama", header.Architecture);
        Assert.Equal(2_048, header.ContextLength);
        Assert.Equal(2, header.Metadata["tokenizer.tokens"].Count);
        Assert.Equal(0.5, header.Metadata["scale"].Real);
        Assert.Equal(["norm", "weight"], header.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("Q4_0", header.Tensors[1].Type);
        Assert.Equal(72, header.Tensors[1].Length);
    }

    [Theory]
    [InlineData(1u, 32u)]
    [InlineData(4u, 32u)]
    [InlineData(3u, 12u)]
    public void Gguf_OfAnotherVersionOrAlignment_IsRefused(uint version, uint alignment) =>
        Assert.Throws<InvalidDataException>(() => GgufHeader.Read(new MemoryStream(TensorFiles.Gguf(version, alignment))));

    [Fact]
    public void WhereverAFileIsCut_ItIsRefused()
    {
        byte[] gguf = TensorFiles.Gguf();
        byte[] safetensors = TensorFiles.Safetensors();
        for (int length = 0; length < gguf.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => GgufHeader.Read(new MemoryStream(gguf[..length])));
        }

        for (int length = 0; length < safetensors.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => SafetensorsHeader.Read(new MemoryStream(safetensors[..length])));
        }
    }

    [Fact]
    public void ChangedBytes_AreReadOrRefused_AndNeverAnythingElse()
    {
        byte[][] files = [TensorFiles.Gguf(), TensorFiles.Safetensors()];
        var changes = from file in Gen.Choose(0, 1)
                      from edits in Gen.Choose(0, int.MaxValue).Two().ArrayOf()
                      select (file, edits);
        Prop.ForAll(changes.ToArbitrary(), change =>
        {
            byte[] bytes = [.. files[change.file]];
            foreach (var (where, what) in change.edits)
            {
                bytes[where % bytes.Length] = (byte)what;
            }

            try
            {
                var tensors = change.file == 0
                    ? GgufHeader.Read(new MemoryStream(bytes)).Tensors.Select(tensor => (tensor.Offset, tensor.Length))
                    : SafetensorsHeader.Read(new MemoryStream(bytes)).Tensors.Select(tensor => (tensor.Offset, tensor.Length));
                return tensors.All(tensor => tensor.Offset >= 0 && tensor.Length >= 0 && tensor.Offset + tensor.Length <= bytes.Length);
            }
            catch (InvalidDataException)
            {
                return true;
            }
        }).Check(Seeded.Config.WithMaxTest(3_000));
    }

    [Fact]
    public void AnyBytesAtAll_AreReadOrRefused_AndNeverAnythingElse() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), tail =>
        {
            foreach (byte[] prefix in (byte[][])[[], [.. "GGUF"u8, 3, 0, 0, 0], [(byte)Math.Min(255, tail.Length + 2), 0, 0, 0, 0, 0, 0, 0, (byte)'{']])
            {
                byte[] bytes = [.. prefix, .. tail];
                foreach (Action read in (Action[])[() => GgufHeader.Read(new MemoryStream(bytes)), () => SafetensorsHeader.Read(new MemoryStream(bytes))])
                {
                    try
                    {
                        read();
                    }
                    catch (InvalidDataException)
                    {
                        // The one error that malformed content may cause.
                    }
                }
            }
        }).Check(Seeded.Config.WithMaxTest(2_000));
}
