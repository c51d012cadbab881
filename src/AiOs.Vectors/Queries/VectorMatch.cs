using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>A key found near a query.</summary>
/// <typeparam name="TKey">What vectors are named by.</typeparam>
/// <param name="Key">The key.</param>
/// <param name="Distance">Its distance, exact, in the units of the index's metric.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VectorMatch<TKey>(TKey Key, float Distance);
