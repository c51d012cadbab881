namespace AiOs;

/// <summary>The kinds of tokens that probe files are looked through for.</summary>
internal enum PythonTokenKind
{
    Name,

    /// <summary>A text that stands in the file as it is.</summary>
    Text,

    /// <summary>A text with values of the program in it, or bytes: what it says is not known here.</summary>
    Computed,

    Sign,
}
