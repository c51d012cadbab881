using System.Diagnostics;

namespace AiOs;

/// <summary>What an encrypted page store notes with the key of a page.</summary>
/// <param name="Outer">The page, as callers know it.</param>
/// <param name="Inner">The encrypted page, as the inner store knows it.</param>
/// <param name="Covers">What the page covers, as callers know it; for erasures.</param>
internal sealed record PageKeyNote(PageId Outer, PageId Inner, PageId[] Covers)
{
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[(2 + Covers.Length) * PageId.SizeInBytes];
        Outer.CopyTo(bytes);
        Inner.CopyTo(bytes.AsSpan(PageId.SizeInBytes));
        for (int i = 0; i < Covers.Length; i++)
        {
            Covers[i].CopyTo(bytes.AsSpan((2 + i) * PageId.SizeInBytes));
        }

        return bytes;
    }

    public static PageKeyNote Read(byte[] bytes)
    {
        Debug.Assert(bytes.Length % PageId.SizeInBytes == 0 && bytes.Length >= 2 * PageId.SizeInBytes, "a note is whole ids");
        var covers = new PageId[(bytes.Length / PageId.SizeInBytes) - 2];
        for (int i = 0; i < covers.Length; i++)
        {
            covers[i] = IdAt(bytes, 2 + i);
        }

        return new PageKeyNote(IdAt(bytes, 0), IdAt(bytes, 1), covers);
    }

    private static PageId IdAt(byte[] bytes, int index) => new(bytes.AsSpan(index * PageId.SizeInBytes, PageId.SizeInBytes));
}
