namespace AiOs;

/// <summary>Makes the error for a safetensors file that is not what the format says.</summary>
/// <param name="tensor">The tensor that is at fault; null when it is the file itself.</param>
/// <param name="problem">What is wrong with it, as the rest of a sentence.</param>
/// <param name="cause">The cause; null when there is none.</param>
/// <returns>The error, to be thrown.</returns>
internal delegate Exception SafetensorsFault(string? tensor, string problem, Exception? cause = null);
