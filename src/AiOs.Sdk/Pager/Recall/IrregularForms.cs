using System.Collections.Frozen;

namespace AiOs;

/// <summary>English forms that no rule of endings leads back to their base: "went", "children", "better".</summary>
/// <remarks>
/// A question asks "what did she buy?" and is answered "I bought a lamp". Everyday short forms ("mom", "photo", "bike") spellings of both sides of the
/// Atlantic that follow no rule, and numbers in words are led to one form as well. What a word might mean besides
/// ("saw", "left") is not asked: both sides are treated alike.
/// </remarks>
internal static class IrregularForms
{
    // A line each: the base form, then what leads back to it.
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Bases = Read(
        """
        arise arose arisen|awake awoke awoken|bear bore borne|beat beaten|become became|begin began begun|bend bent|bet bets|bite bit bitten
        bleed bled|blow blew blown|break broke broken|breed bred|bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen
        come came|creep crept|deal dealt|dig dug|draw drew drawn|dream dreamt|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen
        feed fed|feel felt|fight fought|find found|flee fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven
        freeze froze frozen|get got gotten|give gave given|go went gone goes|grow grew grown|hang hung|hear heard|hide hid hidden|hold held
        keep kept|kneel knelt|know knew known|lead led|lean leant|learn learnt|leave left|lend lent|light lit|lose lost|make made|mean meant
        meet met|mistake mistook mistaken|overcome overcame|pay paid|prove proven|ride rode ridden|ring rang rung|rise rose risen|run ran
        say said|see saw seen|seek sought|sell sold|send sent|sew sewn|shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk
        sing sang sung|sink sank sunk|sit sat|sleep slept|slide slid|smell smelt|speak spoke spoken|spend spent|spill spilt|spin spun
        spoil spoilt|spring sprang sprung|stand stood|steal stole stolen|stick stuck|sting stung|strike struck|strive strove striven|swear swore sworn
        sweep swept|swell swollen|swim swam swum|swing swung|take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown
        understand understood|undergo underwent undergone|wake woke woken|wear wore worn|weave wove woven|weep wept|win won
        withdraw withdrew withdrawn|write wrote written|undertake undertook undertaken|die died dying|lie lying|tie tied tying
        child children|man men|woman women|foot feet|tooth teeth|goose geese|mouse mice|person people persons|wife wives|life lives|knife knives
        leaf leaves|half halves|shelf shelves|wolf wolves|loaf loaves|thief thieves|calf calves|scarf scarves|hero heroes|potato potatoes|tomato tomatoes
        good better best|bad worse worst|far farther furthest|happy happier happiest|easy easier easiest|busy busier busiest|big bigger biggest
        kid kiddo kiddos|mother mom moms mum mums mommy mama|father dad dads daddy papa|grandmother grandma granny nana|grandfather grandpa granddad
        photo photograph photographs photos pic pics|bicycle bike bikes bicycles|television tv tvs|telephone phone phones|movie film films movies
        advertisement ad ads advert|examination exam exams|laboratory lab labs|mathematics math maths|university uni|influenza flu
        automobile auto autos|refrigerator fridge|vacation vacay|veterinarian vet vets|doctor doc docs|information info|application app apps
        gymnasium gym gyms|hippopotamus hippo|rhinoceros rhino|airplane aeroplane plane planes|favorite favourite favourites favorites
        neighbor neighbour neighbours neighbors|theater theaters|center centers centred centring|grey gray|pajamas pyjamas|jewelry jewellery
        practice practise practised practises practising|program programme programmes|tire tyre tyres|marry married marriage marries marrying
        defense defence defences|offense offence offences|license licence licences|pretense pretence|check cheque cheques|plow plough ploughs ploughed
        mold mould moulds mouldy|mustache moustache moustaches|aluminum aluminium|donut doughnut doughnuts|yogurt yoghurt yoghurts|cozy cosy
        skeptic sceptic sceptics|skeptical sceptical|draft draught draughts|aging ageing|judgment judgement judgements|curb kerb kerbs
        acknowledgment acknowledgement|inquiry enquiry enquiries|encyclopedia encyclopaedia|whiskey whisky|skillful skilful|fulfill fulfil
        bus buses busses|gas gases gasses|lens lenses|quiz quizzes|analysis analyses|crisis crises|thesis theses|oasis oases|diagnosis diagnoses|cactus cacti
        medium media|criterion criteria|phenomenon phenomena|fungus fungi|ox oxen|louse lice|elf elves|self selves|hoof hooves|mango mangoes
        fling flung|cling clung|leap leapt|speed sped|lay laid|tread trod trodden|withhold withheld|foresee foresaw foreseen|rebuild rebuilt
        rewrite rewrote rewritten|overhear overheard|misunderstand misunderstood|withstand withstood|uphold upheld|retell retold|outgrow outgrew outgrown
        oversleep overslept|slay slew slain|stride strode|stink stank stunk|string strung|sling slung|mow mown|sow sown|redo redid redone|undo undid undone
        ski skis skied skiing|panic panicked panicking|picnic picnicked picnicking
        2 two|3 three|4 four|5 five|6 six|7 seven|8 eight|9 nine|10 ten|11 eleven|12 twelve|13 thirteen|14 fourteen|15 fifteen|16 sixteen
        17 seventeen|18 eighteen|19 nineteen|20 twenty|30 thirty|40 forty fourty|50 fifty|60 sixty|70 seventy|80 eighty|90 ninety
        1st first|2nd second|3rd third|4th fourth|5th fifth|6th sixth|7th seventh|8th eighth|9th ninth|10th tenth|11th eleventh|12th twelfth
        13th thirteenth|14th fourteenth|15th fifteenth|16th sixteenth|17th seventeenth|18th eighteenth|19th nineteenth|20th twentieth|30th thirtieth
        """);

    /// <summary>Gives the base of a form; null where endings lead to it, or none is known.</summary>
    /// <param name="word">The word in lower case.</param>
    public static string? BaseOf(ReadOnlySpan<char> word) => Bases.TryGetValue(word, out string? found) ? found : null;

    private static FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Read(string lines)
    {
        var bases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in lines.Split(['|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (string form in words.AsSpan(1))
            {
                bases.TryAdd(form, words[0]);
            }
        }

        return bases.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
