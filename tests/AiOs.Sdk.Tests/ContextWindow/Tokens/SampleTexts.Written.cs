namespace AiOs;

/// <content>One small story, told in many languages.</content>
internal static partial class SampleTexts
{
    private static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["English"] =
            "When the old library closed for the winter, nobody noticed that one lamp was still burning. Marta, who had kept the catalogue for " +
            "thirty-one years, came back at night to finish a list she had promised herself: every book that had been borrowed only once. " +
            "\"It isn't sadness,\" she said to the cat, \"it's bookkeeping.\" By morning there were 412 titles, and she'd decided to read them all.",
        ["German"] =
            "Als die alte Bibliothek über den Winter schloss, bemerkte niemand, dass eine Lampe noch brannte. Marta, die den Katalog seit " +
            "einunddreißig Jahren führte, kam nachts zurück, um eine Liste fertigzustellen, die sie sich selbst versprochen hatte: jedes Buch, das " +
            "nur ein einziges Mal ausgeliehen worden war. „Das ist keine Traurigkeit“, sagte sie zur Katze, „das ist Buchhaltung.“",
        ["French"] =
            "Quand la vieille bibliothèque ferma pour l'hiver, personne ne remarqua qu'une lampe brûlait encore. Marta, qui tenait le catalogue " +
            "depuis trente et un ans, revint la nuit achever une liste qu'elle s'était promise : tous les livres empruntés une seule fois. " +
            "« Ce n'est pas de la tristesse, dit-elle au chat, c'est de la comptabilité. » Au matin, il y avait 412 titres.",
        ["Spanish"] =
            "Cuando la vieja biblioteca cerró por el invierno, nadie notó que una lámpara seguía encendida. Marta, que llevaba el catálogo desde " +
            "hacía treinta y un años, volvió de noche a terminar una lista que se había prometido: todos los libros prestados una sola vez. " +
            "«No es tristeza —le dijo al gato—, es contabilidad.» Por la mañana había 412 títulos y decidió leerlos todos.",
        ["Polish"] =
            "Kiedy stara biblioteka została zamknięta na zimę, nikt nie zauważył, że jedna lampa wciąż się pali. Marta, która prowadziła katalog " +
            "od trzydziestu jeden lat, wróciła nocą, żeby dokończyć listę, którą sobie obiecała: każda książka wypożyczona tylko raz. " +
            "„To nie smutek”, powiedziała do kota, „to księgowość.” Rano było już 412 tytułów i postanowiła przeczytać je wszystkie.",
        ["Turkish"] =
            "Eski kütüphane kış için kapandığında, bir lambanın hâlâ yandığını kimse fark etmedi. Otuz bir yıldır kataloğu tutan Marta, kendine söz " +
            "verdiği listeyi bitirmek için gece geri döndü: yalnızca bir kez ödünç alınmış bütün kitaplar. Kediye, bu üzüntü değil, muhasebe, dedi. " +
            "Sabaha kadar 412 başlık vardı ve hepsini okumaya karar verdi.",
        ["Vietnamese"] =
            "Khi thư viện cũ đóng cửa vào mùa đông, không ai để ý rằng một ngọn đèn vẫn còn cháy. Marta, người đã giữ danh mục suốt ba mươi mốt năm, " +
            "quay lại vào ban đêm để hoàn thành một danh sách mà cô đã tự hứa: mọi cuốn sách chỉ được mượn một lần. Đến sáng đã có 412 tựa sách, " +
            "và cô quyết định đọc tất cả.",
        ["Russian"] =
            "Когда старая библиотека закрылась на зиму, никто не заметил, что одна лампа всё ещё горит. Марта, которая вела каталог тридцать один " +
            "год, вернулась ночью, чтобы закончить список, обещанный самой себе: все книги, которые брали только один раз. «Это не грусть, — " +
            "сказала она кошке, — это бухгалтерия». К утру было 412 названий, и она решила прочитать их все.",
        ["Ukrainian"] =
            "Коли стара бібліотека зачинилася на зиму, ніхто не помітив, що одна лампа ще горить. Марта, яка вела каталог тридцять один рік, " +
            "повернулася вночі, щоб закінчити список, який сама собі обіцяла: усі книжки, що їх брали лише один раз. До ранку було 412 назв, " +
            "і вона вирішила прочитати їх усі.",
        ["Greek"] =
            "Όταν η παλιά βιβλιοθήκη έκλεισε για τον χειμώνα, κανείς δεν πρόσεξε ότι μια λάμπα έκαιγε ακόμη. Η Μάρτα, που κρατούσε τον κατάλογο " +
            "τριάντα ένα χρόνια, γύρισε τη νύχτα για να τελειώσει έναν κατάλογο που είχε υποσχεθεί στον εαυτό της: κάθε βιβλίο που το είχαν " +
            "δανειστεί μόνο μία φορά. Το πρωί υπήρχαν 412 τίτλοι και αποφάσισε να τους διαβάσει όλους.",
        ["Hebrew"] =
            "כשהספרייה הישנה נסגרה לחורף, איש לא שם לב שמנורה אחת עדיין דולקת. מרתה, שניהלה את הקטלוג שלושים ואחת שנים, חזרה בלילה כדי לסיים " +
            "רשימה שהבטיחה לעצמה: כל ספר שהושאל פעם אחת בלבד. עד הבוקר היו 412 שמות, והיא החליטה לקרוא את כולם.",
        ["Arabic"] =
            "عندما أغلقت المكتبة القديمة أبوابها في الشتاء، لم يلاحظ أحد أن مصباحا واحدا ما زال مضاء. عادت مرتا، التي حفظت الفهرس واحدا وثلاثين " +
            "عاما، في الليل لتنهي قائمة وعدت بها نفسها: كل كتاب استعير مرة واحدة فقط. وفي الصباح كان هناك 412 عنوانا، فقررت أن تقرأها كلها.",
        ["Persian"] =
            "وقتی کتابخانهٔ قدیمی برای زمستان بسته شد، هیچ‌کس متوجه نشد که یک چراغ هنوز روشن است. مارتا که سی‌ویک سال فهرست را نگه داشته بود، شب " +
            "برگشت تا فهرستی را که به خود قول داده بود تمام کند: هر کتابی که فقط یک بار امانت گرفته شده بود. تا صبح ۴۱۲ عنوان شد.",
        ["Hindi"] =
            "जब पुराना पुस्तकालय सर्दियों के लिए बंद हुआ, तो किसी ने ध्यान नहीं दिया कि एक दीपक अब भी जल रहा था।" +
            " मार्ता, जो इकतीस साल से सूची रखती थी, रात में " +
            "लौटी ताकि वह सूची पूरी कर सके जिसका उसने खुद से वादा किया था: हर वह किताब जो केवल एक बार उधार ली गई थी। सुबह तक 412 नाम थे।",
        ["Bengali"] =
            "পুরোনো গ্রন্থাগারটি যখন শীতের জন্য বন্ধ হলো, তখন কেউ খেয়াল করেনি যে একটি বাতি তখনও জ্বলছিল। মার্তা, যিনি একত্রিশ বছর ধরে তালিকা রাখতেন, রাতে " +
            "ফিরে এলেন একটি তালিকা শেষ করতে: যে বই মাত্র একবার ধার নেওয়া হয়েছে। সকালের মধ্যে ৪১২টি নাম হলো।",
        ["Tamil"] =
            "பழைய நூலகம் குளிர்காலத்திற்காக மூடப்பட்டபோது, ஒரு விளக்கு இன்னும் எரிந்து கொண்டிருப்பதை யாரும் கவனிக்கவில்லை. முப்பத்தொரு ஆண்டுகளாக " +
            "பட்டியலை வைத்திருந்த மார்த்தா, ஒரு முறை மட்டுமே எடுக்கப்பட்ட புத்தகங்களின் பட்டியலை முடிக்க இரவில் திரும்பி வந்தார்.",
        ["Thai"] =
            "เมื่อห้องสมุดเก่าปิดในช่วงฤดูหนาว ไม่มีใครสังเกตว่ามีโคมไฟดวงหนึ่งยังสว่างอยู่" +
            " มาร์ตาซึ่งดูแลบัญชีหนังสือมาสามสิบเอ็ดปีกลับมาในตอนกลางคืนเพื่อทำรายการที่เธอ" +
            "สัญญากับตัวเองให้เสร็จ คือหนังสือทุกเล่มที่ถูกยืมเพียงครั้งเดียว ในตอนเช้ามี 412 ชื่อ และเธอตัดสินใจอ่านทั้งหมด",
        ["Korean"] =
            "오래된 도서관이 겨울을 맞아 문을 닫았을 때, 등불 하나가 아직 켜져 있다는 것을 아무도 알아채지 못했다. 삼십일 년 동안 목록을 관리해 온 마르타는 밤에 돌아와 " +
            "스스로 약속한 목록을 끝냈다. 단 한 번만 대출된 모든 책이었다. \"이건 슬픔이 아니야. 장부 정리야.\" 아침이 되자 412개의 제목이 있었다.",
        ["Japanese"] =
            "古い図書館が冬のあいだ閉まったとき、ランプがひとつまだ灯っていることに誰も気づかなかった。三十一年間目録を守ってきたマルタは、夜に戻ってきて、自分に約束した一覧を" +
            "仕上げた。一度しか借りられなかった本のすべてである。「悲しみじゃないの」と彼女は猫に言った。「帳簿よ」。朝には412冊になり、全部読むことに決めた。",
        ["Chinese"] =
            "老图书馆冬天关门的时候，没有人注意到还有一盏灯亮着。玛尔塔管理目录三十一年了，她夜里回来，要完成一份她答应过自己的清单：每一本只被借过一次的书。" +
            "“这不是悲伤，”她对猫说，“这是记账。”到了早上，一共有412个书名，她决定把它们全部读完。",
        ["ChineseTraditional"] =
            "老圖書館冬天關門的時候，沒有人注意到還有一盞燈亮著。瑪爾塔管理目錄三十一年了，她夜裡回來，要完成一份她答應過自己的清單：每一本只被借過一次的書。" +
            "「這不是悲傷，」她對貓說，「這是記帳。」到了早上，一共有412個書名，她決定把它們全部讀完。",
        ["Georgian"] =
            "როცა ძველი ბიბლიოთეკა ზამთრისთვის დაიხურა, ვერავინ შენიშნა, რომ ერთი ლამპა ისევ ენთო. მართა, რომელიც კატალოგს ოცდათერთმეტი წელი უვლიდა, " +
            "ღამით დაბრუნდა, რომ სია დაესრულებინა: ყველა წიგნი, რომელიც მხოლოდ ერთხელ გაიტანეს.",
        ["Armenian"] =
            "Երբ հին գրադարանը փակվեց ձմռանը, ոչ ոք չնկատեց, որ մի լամպ դեռ վառվում էր։ Մարթան, որ երեսունմեկ տարի պահում էր ցուցակը, գիշերը վերադարձավ, " +
            "որպեսզի ավարտի այն գրքերի ցանկը, որոնք վերցրել էին միայն մեկ անգամ։",
        ["Amharic"] =
            "አሮጌው ቤተ መጻሕፍት ለክረምት ሲዘጋ አንድ መብራት አሁንም እንደሚበራ ማንም አላስተዋለም። ማርታ ሌሊት ተመልሳ መጣች፤ አንድ ጊዜ ብቻ የተዋሱትን መጻሕፍት ዝርዝር ለመጨረስ።",
        ["Khmer"] =
            "នៅពេលដែលបណ្ណាល័យចាស់បិទក្នុងរដូវរងា គ្មាននរណាម្នាក់កត់សម្គាល់ថាមានចង្កៀងមួយនៅតែភ្លឺទេ។ នាងបានត្រឡប់មកវិញនៅពេលយប់ដើម្បីបញ្ចប់បញ្ជីសៀវភៅ។",
    };
}
