namespace AiOs;

/// <summary>One conversation with questions about it.</summary>
internal sealed record Dialogue(string Name, IReadOnlyList<DialogueTurn> Turns, IReadOnlyList<DialogueQuestion> Questions);
