namespace AiOs;

/// <summary>An index of nothing but what some principals may read, kept up to date beside the whole.</summary>
/// <param name="Readable">For every set of readers in the whole, whether its pages are here.</param>
/// <param name="Store">The pages.</param>
internal sealed record ReaderView(bool[] Readable, RecallStore Store);
