namespace AiOs;

/// <summary>A way of saying the same so that a filter may not see it.</summary>
/// <param name="Name">Its name; <c>none</c> is taken.</param>
/// <param name="Apply">Changes a prompt; draws only from the random numbers given.</param>
public sealed record PromptMutation(string Name, Func<string, Random, string> Apply);
