namespace AiOs;

/// <summary>What <see cref="TextFeatures"/> counts in a text. Each is a count of places, judged by what stands before them only.</summary>
/// <remarks>
/// Looking backwards only is what makes counts monotone: appending text never takes back what was counted for the text before it.
/// </remarks>
internal static class TextFeature
{
    /// <summary>A letter that begins a word.</summary>
    public const int Word = 0;

    /// <summary>A word that begins straight after a digit.</summary>
    public const int WordAfterDigit = 1;

    /// <summary>A word that begins straight after punctuation.</summary>
    public const int WordAfterPunctuation = 2;

    /// <summary>A word that begins a line.</summary>
    public const int WordAfterNewline = 3;

    /// <summary>A letter.</summary>
    public const int Letter = 4;

    /// <summary>A letter after three or more letters.</summary>
    public const int Letter4 = 5;

    /// <summary>A letter after seven or more letters.</summary>
    public const int Letter8 = 6;

    /// <summary>A letter after eleven or more letters.</summary>
    public const int Letter12 = 7;

    /// <summary>An ASCII capital after a letter that is none.</summary>
    public const int CaseChange = 8;

    /// <summary>An ASCII capital after another.</summary>
    public const int Capital = 9;

    /// <summary>An ASCII consonant after three others: words have few of these, hashes and abbreviations many.</summary>
    public const int Consonant4 = 10;

    /// <summary>A digit that begins a number.</summary>
    public const int Number = 11;

    /// <summary>A digit.</summary>
    public const int Digit = 12;

    /// <summary>A number straight after whitespace, which it does not join with.</summary>
    public const int NumberAfterSpace = 13;

    /// <summary>A number straight after a letter.</summary>
    public const int NumberAfterLetter = 14;

    /// <summary>A punctuation mark that begins a run of them.</summary>
    public const int Punctuation = 15;

    /// <summary>A punctuation mark after a different one.</summary>
    public const int PunctuationChange = 16;

    /// <summary>A punctuation mark after an equal one.</summary>
    public const int PunctuationRepeat = 17;

    /// <summary>A line feed or carriage return that begins a run of them.</summary>
    public const int Newline = 18;

    /// <summary>A line feed or carriage return after another.</summary>
    public const int NewlineRepeat = 19;

    /// <summary>A newline straight after punctuation, which joins with it.</summary>
    public const int NewlineAfterPunctuation = 20;

    /// <summary>A space that begins a run of whitespace.</summary>
    public const int Space = 21;

    /// <summary>The second space of a run.</summary>
    public const int SpaceSecond = 22;

    /// <summary>A third or later space of a run.</summary>
    public const int SpaceLater = 23;

    /// <summary>A space that begins a line.</summary>
    public const int SpaceAfterNewline = 24;

    /// <summary>Where the characters of <see cref="TextScript.Latin"/> and of the scripts after it are counted.</summary>
    public const int Scripts = 25;

    /// <summary>The number of features.</summary>
    public const int Count = Scripts + TextScript.Count;
}
