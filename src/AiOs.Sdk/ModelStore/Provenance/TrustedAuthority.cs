namespace AiOs;

/// <summary>A certificate authority of a trusted root.</summary>
/// <param name="Chain">Its certificates, the root last or alone.</param>
/// <param name="Start">From when it is believed.</param>
/// <param name="End">Until when it is believed.</param>
internal sealed record TrustedAuthority(byte[][] Chain, DateTimeOffset Start, DateTimeOffset End);
