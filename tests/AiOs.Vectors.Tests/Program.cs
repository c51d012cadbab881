namespace AiOs;

/// <summary>Lets a test start this assembly as the process that it kills, or that lacks instructions.</summary>
internal static class Program
{
    public static int Main(string[] args) => args switch
    {
        [CrashWriter.Command, var folder, var flush] => CrashWriter.Run(folder, bool.Parse(flush)),
        [FullDiskTests.Command, var folder] => FullDiskTests.Run(folder),
        [InstructionSetTests.Command] => InstructionSetTests.Print(),
        _ => 0,
    };
}
