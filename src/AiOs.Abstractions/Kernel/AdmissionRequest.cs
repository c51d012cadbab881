namespace AiOs;

/// <summary>A process's wish to call a model now.</summary>
/// <param name="Process">The process.</param>
/// <param name="Model">The model's id.</param>
/// <param name="Priority">The process's priority.</param>
/// <param name="Tokens">The most tokens that the request can take.</param>
public readonly record struct AdmissionRequest(ProcessId Process, string Model, int Priority, int Tokens);
