namespace AiOs;

/// <summary>The memory tools.</summary>
internal static class MemoryTool
{
    public const string RecallName = "recall";
    public const string PageName = "page";
    public const string PinName = "pin";

    /// <summary>Finds pages by words.</summary>
    public static readonly KernelTool Recall = new(
        RecallName,
        "Searches everything ever said or read here, and brings the pages that fit back into view. Use it whenever the answer is not "
        + "in view: ask with the names, words and dates that the page would contain.",
        """
        {"type":"object","properties":{
        "query":{"type":"string","description":"What to look for, in a few words."},
        "from":{"type":"string","description":"Only pages from this date on, such as 2030-01-31."},
        "to":{"type":"string","description":"Only pages before this date."},
        "limit":{"type":"integer","description":"The most pages, 1 to 50; by default 8."}},
        "required":["query"]}
        """);

    /// <summary>Brings pages back by their ids.</summary>
    public static readonly KernelTool Page = new(
        PageName,
        "Brings pages back into view by their ids, as they stand in the digest, such as p:3f9a1c2e.",
        """
        {"type":"object","properties":{
        "ids":{"type":"array","items":{"type":"string"},"description":"One or more page ids."}},
        "required":["ids"]}
        """);

    /// <summary>Pins and unpins a page.</summary>
    public static readonly KernelTool Pin = new(
        PinName,
        "Keeps a page in view for good, or no longer. Pin what the user said that holds from now on; unpin what no longer does.",
        """
        {"type":"object","properties":{
        "id":{"type":"string","description":"The page's id, such as p:3f9a1c2e."},
        "pinned":{"type":"boolean","description":"True to pin, false to unpin."}},
        "required":["id","pinned"]}
        """);
}
