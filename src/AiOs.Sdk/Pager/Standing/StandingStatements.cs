using System.Buffers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Finds standing instructions, preferences and decisions in the user's own messages, by rules of English grammar.</summary>
/// <remarks>
/// <para>
/// Deterministic, and no model is called. A question that needs such a statement rarely shares a word with it ("book me a flight" with
/// "I prefer the aisle"), so that a search cannot find it later. Other languages are not detected: the host pins those.
/// </para>
/// <para>
/// The patterns hold general grammar only: no names, no topics. Each sees one sentence, without its opening courtesies, its words apart by
/// single spaces. They have no timeout, which would make the outcome depend on the machine's load: what is matched has at most 400
/// characters, and no pattern nests its quantifiers, which bounds the work. Where a rule has to choose, it rather misses a statement than
/// reads one into a tale: what is missed is still a page that recall finds, and the host or the model can pin it.
/// </para>
/// <para>Threads: no state.</para>
/// </remarks>
internal static partial class StandingStatements
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    // What follows "always" or "never" in a tale or a pleasantry rather than in an instruction.
    private const string NoOrder =
        @"(mind|again|(a|an|the|so|too|in|on|at|to|my|his|her|their|been|had|was|were|has|is|are|got|seen|heard|done|gone|known"
        + @"|thought|said|felt|knew|found|went|came|made|took|saw|did|nice|good|great|fun|happy|glad|lovely|easy|hard|interesting"
        + @"|\w+ed|\w+ing)\b)";

    // Nearly every message has none of these, and is done after one pass over its characters.
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        [
            "always", "never", "don't", "don’t", "do not", "only ", "stop ", "avoid", "whenever", " time", "now on", "here on",
            "today on", "forward", "henceforth", "further notice", "point on", "future", "the rest of", "starting ", "remember", "in mind",
            "forget", "a note", "take note", "note that", "the record", "rule", "instruction", "preference", "policy", "reminder", "decision",
            "convention", "standing order", "prefer", " like ", "love ", "hate ", "can't", "can’t", "cannot", "favorite", "favourite",
            "my usual", "our usual", "allerg", "vegan", "vegetarian", "pescatarian", "intoleran", "celiac", "coeliac", "diabetic", "blind",
            "left-handed", "i like", "call me", "address me", "called", "go by", "my name", "pronouns", "decided", "agreed", "settle",
            "resolved", "chose", "let's", "let’s", "let us", "go with", "going with", "stick ", "standardi",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Tells whether a page to be is the user's own message and says something that holds from now on.</summary>
    /// <remarks>By the label, not by the words: what a tool read or somebody forwarded under a lower label cannot pin itself.</remarks>
    public static bool IsStanding(PageKind kind, SecurityLabel label, IReadOnlyList<ChatMessage> messages) =>
        kind == PageKind.Message
        && label.Integrity >= Integrity.User
        && messages.All(static message => message.Role == ChatRole.User)
        && messages.Any(static message => message.Contents.OfType<TextContent>().Any(static content => IsIn(content.Text)));

    /// <summary>Tells whether a text says something that holds from now on.</summary>
    public static bool IsIn(string text) => text.AsSpan().ContainsAny(Signs) && OwnWords.Sentences(text).Any(IsStandingSentence);

    private static bool IsStandingSentence(string sentence)
    {
        var courtesies = Courtesies().Match(sentence);
        string proper = sentence[courtesies.Length..];
        return !Foreign().IsMatch(proper)
            && (Instructs().IsMatch(proper)
                || Prefers().IsMatch(proper)
                || Decides().IsMatch(proper));
    }

    /// <summary>Courtesies and joints before the statement proper.</summary>
    // They say nothing of their own, and would hide the verb that an imperative begins with: in "Okay, and please always use metric units" the
    // statement begins with the word "always". Bullets and numbers of lists are passed over in the same way.
    [GeneratedRegex(
        @"^((please|kindly|and|also|so|but|ok|okay|well|hey|hi|hello|oh|btw|by the way|just|no|yes|yeah|thanks|thank you|actually"
        + @"|then|now|again|right|sure|great|fyi|one more thing|in general|generally|[-*•]|\d+[.)])( ?[,:\-–—] ?| ))+",
        Options,
        matchTimeoutMilliseconds: -1)]
    private static partial Regex Courtesies();

    /// <summary>What is asked, imagined, or reported of others.</summary>
    // A question without its mark is still a question. What somebody else said, advised or wrote is not what the user wants, even where it has
    // the form of an instruction; and what used to be so no longer is.
    [GeneratedRegex(
        @"^((do|does|did|can|could|would|should|shall|will|is|are|was|were|have|has|may) (i|you|we|they|he|she|it|there)\b"
        + @"|(what|why|how|who|where|which)\b|suppose\b|imagine\b|pretend\b|if (i|we) (decided|preferred|had|were)\b)"
        + @"|\b(?!i\b|we\b|you\b)[\w']+ ((has|had|always|once|just|also) )?(said|says|told|tells|wrote|writes|claims"
        + @"|claimed|warns|warned"
        + @"|advised|advises|insists|insisted|reads)\b|\bused to\b",
        Options,
        matchTimeoutMilliseconds: -1)]
    private static partial Regex Foreign();

    /// <summary>Always and never, "don't ... unless", "only ... if", from now on, remember.</summary>
    // An imperative begins its sentence, or follows a condition and a comma. That is what tells "always lock the door" from "the door is
    // always locked", and it is why most alternatives are bound to the beginning.
    [GeneratedRegex(
        @"^((when|whenever|if|for|in|before|after|every|each|any|unless|until)\b[^,]*, ?(please )?)?("
        + @"(always|never( ever)?) (?!" + NoOrder + @")[a-z]"
        // "You should always double-check the totals."
        + @"|(you|we) (should|must|have to|need to|are to|may|can) (always|never|only)\b"
        // "Make sure you never share the password."
        + @"|(make|be) sure (you |to |that you )?(always|never)\b"
        // "I want you to always cite your sources." A wish for one poem is not an instruction that stands.
        + @"|(i want|i need|i'd like|i would like|i expect) you to (always|never|only|remember|stop|answer|reply|respond)\b"
        // "Don't call the supplier unless I say so.", but not "Don't worry about it.", which only comforts.
        + @"|(do not|don't) (ever\b|(?!worry|mind|know|think|bother|hesitate)[a-z]+\b.*\b(unless|without|until|anymore"
        + @"|any more|ever again)\b)"
        // "Only merge when all tests pass.", but not a tale: "Only one seat was left when I came."
        + @"|only (?!\w+ed\b|a\b|the\b|one\b|if\b|when\b)[a-z]+\b.*\b(if|when|after|once|with|unless)\b"
        // "Reply in German at all times."
        + @"|(answer|reply|respond|write|speak|talk|address me)\b.*\b(always|at all times|every time)\b"
        // "Stop using emojis.", "Avoid using jargon."
        + @"|(stop|avoid) (?!kidding|joking|worrying|crying|laughing)[a-z]+ing\b)"
        // "Every time you change a file, run the tests.": a condition, then an imperative without a subject before it.
        + @"|^(whenever|(every|each|any) ?time)\b[^,]+, ?(please )?(?!(i|we|he|she|they|it|my|our|the|there|this|that|his"
        + @"|her|you)\b)[a-z]"
        // "From now on, keep it short.", or with the words at the end of the sentence.
        + @"|\b(from (now|here|today) on(wards?)?|going forward|henceforth|until further notice|from this point on)\b"
        // "In future, ask before you book anything.", but not a prediction about what others will do.
        + @"|^(in (the )?future|for the rest of (this|our|the) \w+|starting (now|today)),? (?!(i|he|she|they|it|there"
        + @"|cars|people)\b)"
        // "Please remember that the gate code has changed.", but not "Remember that time we got lost."
        + @"|^((always )?remember|keep in mind|bear in mind|(do not|don't|never) forget)\b[ ,:]+(?!that (time|day|night"
        + @"|one|guy|movie|song|trip)\b)"
        + @"(that|to|this|my|our|i|i'm|we|not|never|always)\b"
        // "Take note: deliveries go to the back door."
        + @"|^(make a note|take note|note that|for the record)\b"
        // "House rules: no shoes indoors."
        + @"|^((house |standing )?(rules?|instructions?|preferences?|policy|reminder|decision)) ?: ?[^ ]"
        // "My rule is one coffee a day."
        + @"|^(my|our) (rule|policy|convention|standing order|rule of thumb) (is|here is)\b",
        Options,
        matchTimeoutMilliseconds: -1)]
    private static partial Regex Instructs();

    /// <summary>What the user prefers, cannot have, or is called.</summary>
    // Always in the first person: what the user says of others is about them. A liking needs an object that means something outside of this
    // conversation, because "I like that one" is an answer to what was just shown, and not a preference for later.
    [GeneratedRegex(
        @"\bi('d| would)? ((really|much|strongly|generally|usually|still|also|always|definitely) )*prefer\b"
        // "I like dark chocolate.", but not "I like it" or "I like your answer", which speak of this conversation.
        + @"|\b(?<!\bthat |\bwhat |\bthings |\bhow |\bif )i ((really|generally|usually|still|also|absolutely|do not|don't"
        + @"|never) )*(like|love|hate|dislike|can't stand) "
        + @"(?!(it|that|this|them|these|those|you|your|yours|him|her|his|their|how|what|when|where|why|the|to (think|know"
        + @"|see)|about|and|so)\b)[a-z]"
        // "My favourite colour is green."
        + @"|\b(my|our) (favou?rite|preferred|usual)\b.*\b(is|are)\b"
        // "I'm severely allergic to bee stings.", "I am lactose intolerant."
        + @"|\bi('m| am) ((also|very|severely|highly|a|strictly|deathly) )*(allergic|vegan|vegetarian|intolerant"
        + @"|\w+[ -]intolerant|coeliac|celiac|diabetic|colou?r[ -]?blind|left-handed|pescatarian)\b"
        // "I have a severe nut allergy."
        + @"|\bi have an? (\w+ ){0,3}(allergy|intolerance)\b"
        // "I don't eat pork."
        + @"|\bi (don't|do not|can't|cannot|never) (eat|drink|smoke|tolerate)\b"
        // "I always use tabs."
        + @"|\bi always (use|want|take|need|order|choose)\b"
        // "Call me Sam.", but not "Call me back tomorrow." or "Call me crazy."
        + @"|^(you (can|may) )?(call|address) me (?!(back|later|when|if|at|on|in|tomorrow|today|tonight|asap|again|after"
        + @"|before|for|about|crazy|paranoid|old|from|maybe|once|soon|an?)\b)[a-z]"
        // "I go by Max.", "My pronouns are they and them."
        + @"|^(i'm|i am) called\b|\bi go by\b|\bmy (name( is|'s)|pronouns are)\b",
        Options,
        matchTimeoutMilliseconds: -1)]
    private static partial Regex Prefers();

    /// <summary>What was decided.</summary>
    // Decided, agreed, settled or chosen, by the user alone or together with somebody: the perfect tense or the past, or a proposal that
    // closes the matter. Plans that are still being weighed are none.
    [GeneratedRegex(
        @"\b(we|i)('ve| have)? ((now|already|finally|both|all|just) )*(decided|agreed|settled|resolved) (to|on|that"
        + @"|not|against|we|upon)\b"
        // "We have finally chosen a name."
        + @"|\b(we|i)('ve| have) ((now|already|finally|both|all) )*chosen\b|\bwe chose\b"
        // "Let's go with option B.", but not "Let's see."
        + @"|^(let's|let us) (go (with|for)|use|stick (with|to)|settle on|stay with|agree|always|never|not use|make it)\b"
        // "We'll go with the cheaper vendor."
        + @"|\b(we|i)('ll| will|'re going to| are going to) (go with|stick (with|to)|settle on|standardi[sz]e on)\b"
        // "It's settled, the launch is in June."
        + @"|\bwe('re| are) going with\b|^(it's|it is) (decided|settled|agreed)\b|\b(the|our|my) (final )?decision is\b",
        Options,
        matchTimeoutMilliseconds: -1)]
    private static partial Regex Decides();
}
