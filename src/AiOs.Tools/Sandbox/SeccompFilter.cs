using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AiOs;

/// <summary>The system call filter of the sandbox, as classic BPF bytes for <c>seccomp(2)</c>.</summary>
/// <remarks>
/// Refuses what ordinary programs do not need and escapes have used: tracing, key rings, mounts, namespaces, modules, BPF, performance
/// events, io_uring, clocks, and sockets other than local and internet ones. Refused calls give EPERM, so that programs can go on.
/// Source of the format: Linux, Documentation/userspace-api/seccomp_filter.rst.
/// </remarks>
internal static class SeccompFilter
{
    private const ushort LoadWord = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private const ushort JumpEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private const ushort JumpGreaterOrEqual = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    private const ushort JumpAnyBit = 0x45; // BPF_JMP | BPF_JSET | BPF_K
    private const ushort Return = 0x06; // BPF_RET | BPF_K

    private const uint Allow = 0x7fff0000;
    private const uint KillProcess = 0x80000000;
    private const uint Refuse = 0x00050000 | 1; // EPERM
    private const uint Unknown = 0x00050000 | 38; // ENOSYS: callers fall back to the older call, whose arguments can be judged.

    private const uint NumberOffset = 0; // Of struct seccomp_data.
    private const uint ArchitectureOffset = 4;
    private const uint FirstArgumentOffset = 16; // Little endian: the low half comes first.
    private const uint SecondArgumentOffset = 24;

    private const uint NamespaceFlags = 0x7e020000; // CLONE_NEWUSER, NEWNS, NEWPID, NEWNET, NEWIPC, NEWUTS, NEWCGROUP.
    private const uint ForeignAbi = 0x40000000; // x32: the same numbers would mean other calls.

    /// <summary>Creates the filter.</summary>
    /// <param name="architecture">X64 or Arm64.</param>
    /// <returns>8 bytes an instruction.</returns>
    public static byte[] Create(Architecture architecture)
    {
        bool isX64 = architecture == Architecture.X64;
        var program = new List<(ushort Code, byte IfTrue, byte IfFalse, uint K)>
        {
            (LoadWord, 0, 0, ArchitectureOffset),
            (JumpEqual, 1, 0, isX64 ? 0xc000003e : 0xc00000b7),
            (Return, 0, 0, KillProcess),
            (LoadWord, 0, 0, NumberOffset),
        };
        if (isX64)
        {
            program.AddRange([(JumpGreaterOrEqual, 0, 1, ForeignAbi), (Return, 0, 0, Unknown)]);
        }

        foreach (var call in SyscallNumbers.Refused)
        {
            program.AddRange([(JumpEqual, 0, 1, call.On(isX64)), (Return, 0, 0, Refuse)]);
        }

        program.AddRange([(JumpEqual, 0, 1, SyscallNumbers.Clone3.On(isX64)), (Return, 0, 0, Unknown)]);
        AddArgumentCheck(program, SyscallNumbers.Clone.On(isX64), FirstArgumentOffset, JumpAnyBit, [NamespaceFlags], refusesMatches: true);
        AddArgumentCheck(program, SyscallNumbers.Ioctl.On(isX64), SecondArgumentOffset, JumpEqual, [0x5412, 0x541c], refusesMatches: true);
        AddArgumentCheck(program, SyscallNumbers.Socket.On(isX64), FirstArgumentOffset, JumpEqual, [1, 2, 10, 16], refusesMatches: false);
        program.Add((Return, 0, 0, Allow));
        return ToBytes(program);
    }

    // number? -> load the argument, compare it with each value, refuse or allow.
    private static void AddArgumentCheck(
        List<(ushort Code, byte IfTrue, byte IfFalse, uint K)> program,
        uint number,
        uint offset,
        ushort comparison,
        uint[] values,
        bool refusesMatches)
    {
        program.Add((JumpEqual, 0, (byte)(values.Length + 3), number));
        program.Add((LoadWord, 0, 0, offset));
        for (int i = 0; i < values.Length; i++)
        {
            program.Add((comparison, (byte)(values.Length - i), 0, values[i]));
        }

        program.Add((Return, 0, 0, refusesMatches ? Allow : Refuse));
        program.Add((Return, 0, 0, refusesMatches ? Refuse : Allow));
    }

    private static byte[] ToBytes(List<(ushort Code, byte IfTrue, byte IfFalse, uint K)> program)
    {
        byte[] bytes = new byte[program.Count * 8];
        for (int i = 0; i < program.Count; i++)
        {
            var instruction = bytes.AsSpan(i * 8, 8);
            BinaryPrimitives.WriteUInt16LittleEndian(instruction, program[i].Code);
            instruction[2] = program[i].IfTrue;
            instruction[3] = program[i].IfFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(instruction[4..], program[i].K);
        }

        return bytes;
    }
}
