using System.Security.Cryptography;

namespace AiOs;

/// <summary>Recomputes the root of a Merkle tree from one leaf and the hashes beside its path (RFC 9162, section 2.1.3.2).</summary>
internal static class MerkleProof
{
    /// <summary>Gives the root, or null where the proof has another length than such a tree's.</summary>
    public static byte[]? RootOf(byte[] leaf, long index, long size, IReadOnlyList<byte[]> path)
    {
        if (index < 0 || index >= size)
        {
            return null;
        }

        long node = index;
        long last = size - 1;
        byte[] hash = leaf;
        foreach (byte[] beside in path)
        {
            if (last == 0 || beside.Length != SHA256.HashSizeInBytes)
            {
                return null;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = Join(beside, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = Join(hash, beside);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 ? hash : null;
    }

    private static byte[] Join(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
