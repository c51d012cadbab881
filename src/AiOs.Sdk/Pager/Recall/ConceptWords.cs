using System.Collections.Frozen;

namespace AiOs;

/// <summary>A small thesaurus of everyday English: words that mean alike, and kinds of things with examples of them.</summary>
/// <remarks>
/// "Which instruments does she play?" is answered by "I bought a violin". Written by hand from general knowledge, for what people talk about; a
/// subject that is not here is found by its words, and by vectors where an embedding generator is registered.
/// </remarks>
internal static class ConceptWords
{
    // Groups end with a bar. "= a b" mean alike; in "kinds > examples" a kind leads to its examples and other names, an example to its kinds.
    private const string Groups =
        """
        pet animal companion > dog puppy pup cat kitten kitty hamster rabbit bunny parrot bird goldfish fish turtle tortoise lizard
        gecko snake guinea horse pony ferret|animal wildlife creature > bear deer fox wolf lion tiger elephant whale dolphin shark eagle
        owl squirrel butterfly bee cow sheep goat pig chicken duck horse monkey dinosaur reptile|hobby activity pastime interest leisure
        fun passion > paint draw sketch hike camp swim run cook bake read write garden knit sew pottery photography dance sing fish
        chess game bike climb yoga ski surf craft collect play puzzle jog|sport athlete exercise workout fitness > football soccer
        basketball baseball tennis golf hockey volleyball cricket rugby swim run marathon cycle box wrestle karate judo yoga ski
        snowboard surf skate gymnastics climb row sail badminton softball jog gym pilates crossfit kickbox weightlift|instrument music
        musician > guitar piano violin drum flute saxophone trumpet cello clarinet ukulele bass keyboard harp harmonica banjo|music
        concert > song band album sing singer playlist orchestra jazz rock pop classical rap gig festival tune melody lyric|art creative
        artwork artist > paint painting draw drawing sketch sculpture sculpt pottery ceramic photography watercolor canvas mural
        portrait illustrate craft gallery exhibit|food dish meal cuisine eat snack recipe > pizza pasta salad soup bread cake cookie
        chocolate sushi curry rice chicken beef fish seafood vegetable fruit cheese sandwich burger taco noodle breakfast lunch dinner
        dessert ice pie steak roast stew grill bake cook|drink beverage > coffee tea beer wine juice soda water cocktail smoothie milk
        lemonade whiskey|dessert sweet treat > cake cookie pie ice chocolate brownie pudding candy pastry muffin cupcake tart|family
        relative > mother father sister brother son daughter child kid wife husband parent aunt uncle cousin grandmother grandfather
        niece nephew baby sibling twin|sibling > brother sister twin|spouse partner relationship romantic love > wife husband girlfriend
        boyfriend fiance date marry wed engage single divorce breakup couple|child kid son daughter > kid baby toddler boy girl teen son
        daughter|job career work profession occupation employment employ > teacher nurse doctor engineer lawyer counselor manager chef
        writer artist designer developer programmer accountant salesman office boss colleague company interview hire promote promotion
        business startup freelance internship intern project client career quit retire fire shift|business company venture startup
        entrepreneur > shop store cafe restaurant brand launch customer investor client sell market studio product online|school
        education study student learn academic > college university class course degree teacher professor major exam homework graduate
        diploma scholarship lesson semester campus master phd certificate|degree major field > psychology law medicine business
        engineering science history art biology physics chemistry economics literature nurse education|subject topic > history math
        science physics biology chemistry geography literature|book novel literature author > read novel story series fantasy mystery
        fiction biography memoir library chapter poem poetry trilogy|movie film show series watch > cinema actor director comedy drama
        thriller documentary fantasy horror episode season netflix romance anime|game gaming > video console xbox playstation nintendo
        chess board card puzzle poker strategy rpg tournament esport player|trip travel vacation holiday journey visit destination >
        flight fly hotel beach road tour abroad airport country city backpack cruise camp itinerary sightsee passport explore|country
        nation abroad > france italy spain germany england ireland scotland greece japan china india thailand canada mexico brazil
        australia sweden norway america turkey portugal poland russia egypt kenya vietnam switzerland|city town place location live >
        london paris rome tokyo york chicago boston seattle miami berlin madrid barcelona toronto sydney neighborhood downtown|state
        region > california florida texas washington oregon minnesota alaska colorado nevada michigan ohio georgia|nature outdoor
        outdoors > forest mountain beach lake river ocean sea park trail hike camp woods waterfall sunset desert island garden tree
        flower|plant garden > flower rose tree herb tomato succulent seed vegetable orchid sunflower lily cactus bloom|vehicle car
        transport > car truck bicycle motorcycle bus train van suv drive sedan scooter|home house residence apartment > room kitchen
        bedroom garden move rent mortgage landlord roommate apartment flat furniture renovate|furniture decor > couch sofa chair table
        lamp bed shelf desk rug bookcase|clothes clothing outfit fashion wear > dress shirt shoe jacket coat hat jean skirt sweater suit
        sneaker boot scarf|shoe footwear > sneaker boot sandal heel|gift present receive > necklace ring book card toy flower jewelry
        birthday|jewelry > ring necklace bracelet earring pendant watch|health illness disease condition medical sick > doctor hospital
        surgery cancer diabetes asthma allergy injury pain medicine diagnose treatment flu cold fever therapy checkup symptom heart
        weight|allergy allergic > nut peanut cat dog dairy gluten pollen fur shellfish|injury hurt accident > break sprain knee ankle
        wrist leg arm shoulder back crash fall bruise|stress destress relax cope unwind calm > yoga meditate run walk read music bath
        breathe therapy nature paint pottery massage|emotion feel feeling mood > happy sad anxious nervous excite proud grateful angry
        scare afraid lonely upset thrill frustrate relieve overwhelm nostalgic|fear afraid scared > scare nervous anxious worry dark
        height spider|religion religious faith spiritual belief > church pray prayer god temple mosque bible meditate buddhist christian
        jewish muslim|politics political government > vote election campaign mayor senator policy law rights party office|holiday
        celebration celebrate event occasion party > birthday christmas thanksgiving easter halloween wedding anniversary graduation
        festival parade party ceremony|ceremony > wedding graduation funeral award|charity volunteer volunteering donate donation help
        community cause > shelter homeless fundraiser food toy drive nonprofit orphanage hospital church veteran|support help >
        encourage friend family group mentor counsel|competition contest tournament race award win prize > compete trophy medal champion
        place judge match marathon finish|award recognition achievement accomplish accomplishment > trophy medal prize certificate win
        proud promotion graduate|goal plan dream future aspiration ambition hope want > want hope wish plan open start someday become
        save|money finance financial cost price expensive > pay buy save budget loan debt invest salary dollar rent bank afford|purchase
        buy shop > store buy order sale mall new|technology device gadget computer tech > laptop phone tablet app software code robot
        camera programming internet printer|software programming code > app website program python java developer code bug data|weather
        climate season > rain snow sun storm hot cold wind hurricane summer winter flood|disaster > flood fire hurricane earthquake
        storm tornado|friend friendship social > buddy pal mate group neighbor colleague|pottery ceramic clay > bowl cup vase plate pot
        mug kiln|photo picture image photography > camera shoot portrait landscape snap|dance > ballet salsa tango hip ballroom
        choreograph studio|color > red blue green yellow purple orange pink black white brown grey|military army > soldier veteran navy
        marine deploy serve|crime > police steal rob arrest thief burglar|name call > name nickname call|identity gender > transgender
        gay lesbian queer|personality trait describe character > kind thoughtful brave driven caring honest patient creative shy|old age
        > birthday year born|habit routine > daily every morning evening usually regularly weekly|advice suggest suggestion recommend
        recommendation tip > try should recommend suggest tip|problem issue trouble challenge difficulty struggle obstacle setback >
        difficult hard tough break fail lose stuck challenge|reason inspire inspiration motivate motivation > inspire because love
        motivate spark|improve > better progress grow practice|martial > karate judo kickboxing taekwondo boxing|water > swim surf kayak
        sail dive snorkel canoe row paddle|= start begin launch open commence|= end finish complete done conclude|= purchase buy get
        acquire|= get receive obtain gain|= kid child|= begin take up start|= picture photo image shot|= sad upset down depress|= happy
        glad joy delight joyful thrill|= big large huge giant|= small little tiny|= like love enjoy favorite prefer fan adore|= hate
        dislike|= fear scare afraid frighten|= trip journey travel vacation getaway|= job career work position|= house home apartment
        place|= car vehicle ride|= sick ill unwell|= doctor physician|= buy order|= meet encounter introduce|= assist help aid support|=
        speak talk chat discuss tell mention conversation|= speech talk presentation present|= say tell mention|= movie film|= pursue
        study|= attend go visit join participate event|= adopt rescue shelter|= create make build design|= repair fix restore mend|=
        difficult hard tough challenge|= beautiful pretty gorgeous stunning|= exercise workout train gym|= marry wed wedding|= die pass
        death lose loss late funeral|= move relocate|= quit leave resign|= teach coach mentor|= grandmother grandfather grandparent|=
        pastime hobby|= cook bake|= hike trek walk trail|= injury hurt injure|= win victory champion first|= lose defeat|= plan intend
        going|= remember remind memory|= class course lesson workshop|= book novel read|= sport game match|= team club league|= store
        shop|= song music|= think opinion believe feel|= important value meaningful mean matter special|= symbolize represent meaning
        mean remind symbol|= collect collection|= famous celebrity star|= children child kid son daughter
        """;

    private static readonly FrozenDictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> ByStem =
        Read().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Gives the stems that mean something like a stem, or kinds of it.</summary>
    public static string[] Of(ReadOnlySpan<char> stem) => ByStem.TryGetValue(stem, out string[]? others) ? others : [];

    private static FrozenDictionary<string, string[]> Read()
    {
        var found = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (string group in Groups.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int arrow = group.IndexOf('>', StringComparison.Ordinal);
            string[] kinds = StemsOf(arrow < 0 ? group[1..] : group[..arrow]);
            string[] examples = arrow < 0 ? [] : StemsOf(group[(arrow + 1)..]);
            Link(found, kinds, [.. kinds, .. examples]);
            Link(found, examples, kinds);
        }

        return found.ToFrozenDictionary(static pair => pair.Key, static pair => pair.Value.ToArray(), StringComparer.Ordinal);
    }

    private static void Link(Dictionary<string, HashSet<string>> found, string[] from, string[] to)
    {
        foreach (string stem in from)
        {
            if (!found.TryGetValue(stem, out var others))
            {
                found.Add(stem, others = new HashSet<string>(StringComparer.Ordinal));
            }

            others.UnionWith(to.Where(other => other != stem));
        }
    }

    private static string[] StemsOf(string words)
    {
        Span<char> buffer = stackalloc char[WordReader.BufferLength];
        var reader = new WordReader(words, buffer);
        var stems = new List<string>();
        while (reader.Read())
        {
            stems.Add(reader.Stem.ToString());
        }

        return [.. stems];
    }
}
