namespace AiOs;

/// <summary>What a model is for.</summary>
public enum ModelKind
{
    /// <summary>Answers messages.</summary>
    Chat = 0,

    /// <summary>Turns text into vectors.</summary>
    Embedding = 1,

    /// <summary>Turns speech into text or text into speech.</summary>
    Speech = 2,

    /// <summary>Judges content.</summary>
    Evaluator = 3,
}
