using System.Diagnostics.CodeAnalysis;

namespace AiOs;

/// <summary>What is known of the pages of one address space without reading them.</summary>
/// <remarks>Threads: reads are consistent with the last completed change.</remarks>
public interface IPageTable
{
    /// <summary>Gets the number of pages, resident or not.</summary>
    int Count { get; }

    /// <summary>Gets counts of what happened since the space was opened.</summary>
    PagerStatistics Statistics { get; }

    /// <summary>Finds a page by its id or by a prefix of it.</summary>
    /// <param name="reference">8 to 32 hexadecimal digits, with or without a leading <c>p:</c>.</param>
    /// <param name="entry">What is known of the page.</param>
    /// <returns>True when exactly one page fits that the space's reader may know of.</returns>
    bool TryFind(string reference, [NotNullWhen(true)] out PageTableEntry? entry);

    /// <summary>Lists pages in the order of their appends.</summary>
    /// <param name="start">The position of the first, from 0.</param>
    /// <param name="count">The most to list.</param>
    /// <returns>What is known of each page that the space's reader may know of.</returns>
    IReadOnlyList<PageTableEntry> List(int start, int count);
}
