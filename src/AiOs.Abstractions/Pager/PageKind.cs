namespace AiOs;

/// <summary>What a page holds.</summary>
public enum PageKind
{
    /// <summary>One message of a conversation.</summary>
    Message = 0,

    /// <summary>A model's tool calls with all of their results: rendered whole and in order, or not at all.</summary>
    ToolExchange = 1,

    /// <summary>A piece of a document.</summary>
    Document = 2,

    /// <summary>A digest or summary of other pages, with pointers back to each.</summary>
    Summary = 3,
}
