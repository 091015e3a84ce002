### Words that several pages use: days, sizes, counts, people, steps. Only plain text here, no markup.
### Nouns of action instead of commands, so that nobody is addressed as a man or as a woman.

## Days. $month and $date are numbers; $year stays as it is.
month =
    { $month ->
        [1] يناير
        [2] فبراير
        [3] مارس
        [4] أبريل
        [5] مايو
        [6] يونيو
        [7] يوليو
        [8] أغسطس
        [9] سبتمبر
        [10] أكتوبر
        [11] نوفمبر
       *[12] ديسمبر
    }
date = { $date } { month } { $year }
hour = { $hour } بتوقيت غرينتش
hour-on = { $hour } بتوقيت غرينتش، { $day }

## Sizes of files
size-bytes =
    { $size ->
        [zero] { $size } بايت
        [one] بايت واحد
        [two] { $size } بايت
        [few] { $size } بايت
        [many] { $size } بايتًا
       *[other] { $size } بايت
    }
size-kilo = { $size } كيلوبايت
size-mega = { $size } ميغابايت

## How long we take. They stand after "Within".
days =
    { $days ->
        [zero] { $days } يوم
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }
months =
    { $months ->
        [zero] { $months } شهر
        [one] شهر واحد
        [two] شهرين
        [few] { $months } أشهر
        [many] { $months } شهرًا
       *[other] { $months } شهر
    }

## People whom a reporter may leave out. They begin a line.
choice-unit = كل من في { $unit }
choice-role = { $role } ({ $unit })
role-intake = متلقّو البلاغات
role-investigator = المحققون
role-head = رئاسة الوحدة
role-protection = مسؤولو الحماية
role-oversight = جهة الرقابة
role-custodian = أمانة الأسماء
role-admin = مديرو النظام
role-analyst = المحللون

## Where a report stands
status-finished = انتهى العمل عليه. ما وجدناه وما فعلناه مكتوب في الأسفل.
status-asked = طرحنا عليك سؤالًا. إذا سبق أن أجبت، فنحن نقرأ إجابتك.
status-received = البلاغ عندنا. لم يفتحه أحد بعد.
status-written = البلاغ عندنا، وقد كُتبت إليك رسالة.
status-checking = هو قيد الفحص: قرأه أحد المختصين.
status-investigating = التحقيق جارٍ فيه.
status-referred = أرسلناه إلى جهة أخرى.
status-deciding = القرار فيه قيد الإعداد.

## What was done with a report, in the public log
step-report-received = وصول بلاغك
step-followup-received = إرسال رسالة أو ملف منك
step-reply-sent = كتابة رسالة منّا إليك
step-read = فتح بلاغك من شخص يحق له قراءته
step-state-changed = إغلاق بلاغك، أو فتحه من جديد
step-triaged = تسجيل موضوع بلاغك
step-assigned = تكليف شخص بالعمل عليه
step-recorded = عمل قمنا به عليه
step-proposed = اقتراح خطوة تحتاج إلى شخصين
step-wrap-proposed = طلب بأن يقرأه شخص إضافي
step-wrap-added = إعطاء مفتاحه لشخص إضافي
step-wrap-removed = سحب مفتاحه من شخص
step-rekeyed = مفتاح جديد له، لمن لا يزال يحق لهم قراءته
step-approved = موافقة شخص ثانٍ على خطوة
step-exported = تسليم جزء منه إلى جهة أخرى
step-identity-opened = فتح اسم أُعطي سرًّا
step-identity-refused = طلب اسم أُعطي سرًّا، ورفض الطلب
step-recovery-used = استعمال المفتاح الاحتياطي
step-retention-extended = حفظه مدة أطول
step-legal-hold = منع إتلافه، أو السماح به من جديد
step-other = عمل آخر عليه
step-unknown = خطوة لا يمكننا عرضها

## What became of a file
file-nameless = ملف بلا اسم
file-too-big = الملف كبير جدًّا، وحده أو مع غيره. يُرجى إرساله وحده أو تصغيره.
file-case-full = لم يبق مكان في هذا البلاغ. يُرجى أن تصف لنا الرسالة ما فيه.
file-store-full = لا مكان لدينا الآن. يُرجى إعادة المحاولة بعد أيام.
file-too-many = كانت الملفات كثيرة دفعة واحدة. يُرجى إرساله من جديد الآن.
file-broken = لم يصل كاملًا. يُرجى إرساله من جديد.
file-cleaned = أُزيلت البيانات المخفية.
file-partly-cleaned = كان الملف تالفًا: أزلنا ما أمكن من البيانات المخفية.
file-untouched = حُفظ كما هو، مع أي بيانات مخفية فيه.
file-original = حُفظ كما هو، كما طلبت.
file-already = وصل من قبل.

## What the box at the top of a page says: a heading, and what to do
flash-first = كلمة غير صحيحة
    .body = في النصف الأول (الكلمات 1 إلى 4) كلمة لا نعرفها. يُرجى مقارنتها بورقتك. بلاغك في أمان.
flash-second = كلمة غير صحيحة
    .body = في النصف الثاني (الكلمات 5 إلى 8) كلمة لا نعرفها. يُرجى مقارنتها بورقتك. بلاغك في أمان.
flash-count = الرمز غير كامل
    .body = في الرمز 8 كلمات أو 27 رقمًا. يُرجى كتابتها كلها، ولا شيء غيرها. بلاغك في أمان.
flash-slip = في الرمز خطأ
    .body = كلمة أو رقم غير صحيح، أو تبادل اثنان مكانهما. يُرجى المقارنة بورقتك. بلاغك في أمان.
flash-wrong = هذا الرمز لا يفتح شيئًا
    .body = يُرجى مقارنة كل كلمة بورقتك. بعد محاولات كثيرة يلزم الانتظار عشر دقائق ثم المحاولة من جديد. وإذا انتهت قضية منذ زمن طويل، توقف رمزها عن العمل.
flash-ended = أغلقنا صفحتك
    .body = بقيت صفحتك مفتوحة مدة، فأغلقناها لحمايتك. كل ما أرسلته من قبل في أمان. وما لم تنته كتابته لم يُرسل: يمكنك الرجوع إلى الوراء ونسخه إن بقي هناك، ثم كتابة رمزك للمتابعة.
flash-right = ورقتك صحيحة
    .body = الكلمتان صحيحتان. يُرجى إخفاء الورقة، ثم الضغط على «{ leave }» عند الانتهاء.
flash-again = لا تطابق
    .body = يُرجى النظر إلى ورقتك من جديد وتصحيحها. الرمز لا يزال ظاهرًا في الأسفل.
flash-once = هو عندنا من قبل
    .body = ضغطت على الزر مرتين، أو رجعت إلى الصفحة. نحفظ بلاغك مرة واحدة. كل شيء على ما يرام.
flash-added = أضفنا كلماتك الجديدة
    .body = أرسلت الصفحة نفسها من جديد بكلمات أخرى. في بلاغك الآن هذه وتلك.
flash-unnamed = لم نأخذ الاسم
    .body = أرسلت الصفحة نفسها من جديد، وفيها هذه المرة اسم أو اسم آخر. أُضيفت كلماتك. لا يُقفل على الاسم إلا مع الإرسال الأول: ما أعطيته حينها يبقى كما هو، وإن لم يُعطَ اسم فليس لدينا اسم.
flash-held = لم نضف هذا
    .body = أرسلت الصفحة نفسها من جديد، وذكرت الآن من يجب ألّا يراها. لكن ربما صار البلاغ الأول مفتوحًا لذلك الشخص. يُرجى كتابة بلاغ جديد برمز جديد، لنستطيع إخفاءه عنه.
flash-order = جزء لم يُقرأ
    .body = جاء شيء بعد الملفات ولم نقرأه. ما يظهر في الأسفل هو ما لدينا.
flash-sent = وصلتنا رسالتك
    .body = هي مقفلة، وفي طريقها إلى من يقرؤون بلاغك. يُرجى الرجوع بعد أيام.
flash-files = وصلتنا ملفاتك
    .body = في الأسفل ما وصل.
flash-missing = لم تُضف كل الملفات
    .body = كلماتك في أمان. قائمة الملفات في الأسفل تقول ما ينقص، ولماذا.
flash-nothing = لم يكن هناك ما يُرسل
    .body = يُرجى كتابة رسالة أو اختيار ملف، ثم الضغط على «{ inbox-send }».
