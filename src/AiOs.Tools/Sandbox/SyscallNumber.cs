namespace AiOs;

/// <summary>A system call's number on the two processors that the sandbox knows.</summary>
internal readonly record struct SyscallNumber(uint X64, uint Arm64)
{
    public uint On(bool isX64) => isX64 ? X64 : Arm64;
}
