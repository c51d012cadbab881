using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class MerkleProofTests
{
    [Fact]
    public void EveryLeafOfEveryTree_LeadsToItsRoot_AndNoOtherLeafDoes()
    {
        var trees = from size in Gen.Choose(1, 40) from index in Gen.Choose(0, 39) select (size, index: index % size);
        Prop.ForAll(trees.ToArbitrary(), tree =>
        {
            byte[][] leaves = [.. Enumerable.Range(0, tree.size).Select(i => SHA256.HashData([0, (byte)i]))];
            var path = Path(leaves, tree.index);
            byte[] root = Root(leaves);
            bool isRoot = MerkleProof.RootOf(leaves[tree.index], tree.index, tree.size, path)!.AsSpan().SequenceEqual(root);
            byte[]? elsewhere = MerkleProof.RootOf(SHA256.HashData([0, 200]), tree.index, tree.size, path);
            byte[]? longer = MerkleProof.RootOf(leaves[tree.index], tree.index, tree.size, [.. path, root]);
            return isRoot && !(elsewhere?.AsSpan().SequenceEqual(root) ?? false) && longer is null;
        }).Check(Seeded.Config);
    }

    // The tree of RFC 9162, section 2.1, written as its text defines it.
    private static byte[] Root(byte[][] leaves) => leaves.Length == 1
        ? leaves[0]
        : SHA256.HashData([1, .. Root(leaves[..Split(leaves.Length)]), .. Root(leaves[Split(leaves.Length)..])]);

    private static List<byte[]> Path(byte[][] leaves, int index)
    {
        if (leaves.Length == 1)
        {
            return [];
        }

        int split = Split(leaves.Length);
        return index < split
            ? [.. Path(leaves[..split], index), Root(leaves[split..])]
            : [.. Path(leaves[split..], index - split), Root(leaves[..split])];
    }

    private static int Split(int count) => 1 << (31 - int.LeadingZeroCount(count - 1));
}
