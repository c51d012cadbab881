namespace AiOs;

/// <summary>What a character means for where words begin and end.</summary>
internal enum CharacterKind : byte
{
    Other = 0, // Ends a word and is none.
    Word = 1, // A letter or digit of a script that puts spaces between words.
    Unspaced = 2, // Of a script that puts no spaces between words, or whose words carry endings of their own.
    Ideograph = 3, // Unspaced, and means something alone.
    Symbol = 4, // A picture, which is a word alone.
    Mark = 5, // Belongs to the character before it.
}
