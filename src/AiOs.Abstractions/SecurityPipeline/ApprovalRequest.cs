namespace AiOs;

/// <summary>A question to a human: may this system call take effect?</summary>
/// <param name="Call">The call, with its arguments; must not be changed.</param>
/// <param name="Verdict">The verdict that asks for approval, with its reason.</param>
/// <param name="Fingerprint">The SHA-256, in hexadecimal, of what is called and of every argument.</param>
public sealed record ApprovalRequest(Syscall Call, SecurityVerdict Verdict, string Fingerprint);
