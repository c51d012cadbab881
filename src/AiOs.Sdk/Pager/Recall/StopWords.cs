using System.Collections.Frozen;

namespace AiOs;

/// <summary>English words that say nothing of what a text is about.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
        """
        a about after again all also am an and any are aren as at be because been before being but by can could couldn d did didn do
        does doesn doing don during each few for from further had has have having he her here hers him his how i if in into is isn it
        its just ll m me might more most must my no nor not now of off on once only or other our ours out over own re s same she should
        so some such t than that the their theirs them then there these they this those through to too under until up ve very was wasn
        we were weren what when where which while who whom whose why will with would wouldn you your yours
        arent couldnt didnt doesnt dont hadnt hasnt havent hes im isnt ive shes shouldnt thats theres theyre wasnt werent whats wouldnt youre
        http https www
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> word) => Lookup.Contains(word);
}
