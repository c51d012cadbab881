namespace AiOs;

/// <summary>Ends a parse in the middle of a page; never leaves the parser.</summary>
internal sealed class PageTooComplexException() : Exception("The page unfolds into more than is read.");
