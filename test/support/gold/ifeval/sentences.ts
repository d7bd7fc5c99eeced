/** A sentence in every language that the data asks for, in the codes of langdetect. */
export const sentences: Readonly<Record<string, string>> = {
  ar: 'ذهبنا في الصباح إلى الحديقة القريبة من البيت وجلسنا تحت الشجرة الكبيرة ثم قرأنا كتابا عن تاريخ المدينة',
  bg: 'Тази сутрин отидохме в парка до къщата и седнахме под голямото дърво а после прочетохме книга за историята на града',
  bn: 'আজ সকালে আমরা বাড়ির কাছের বাগানে গিয়েছিলাম এবং বড় গাছের নিচে বসে শহরের ইতিহাস নিয়ে একটি বই পড়েছি',
  de: 'Heute Morgen sind wir in den Park neben dem Haus gegangen und haben unter dem großen Baum ein Buch über die Geschichte der Stadt gelesen',
  fa: 'امروز صبح به باغی که نزدیک خانه است رفتیم و زیر درخت بزرگ نشستیم و کتابی درباره تاریخ شهر خواندیم',
  fi: 'Tänä aamuna menimme talon vieressä olevaan puistoon ja istuimme suuren puun alla sekä luimme kirjaa kaupungin historiasta',
  gu: 'આજે સવારે અમે ઘરની પાસેના બગીચામાં ગયા અને મોટા ઝાડ નીચે બેસીને શહેરના ઇતિહાસ વિશે એક પુસ્તક વાંચ્યું',
  hi: 'आज सुबह हम घर के पास वाले बगीचे में गए और बड़े पेड़ के नीचे बैठकर शहर के इतिहास के बारे में एक किताब पढ़ी',
  it: 'Questa mattina siamo andati nel parco vicino alla casa e ci siamo seduti sotto il grande albero a leggere un libro sulla storia della città',
  kn: 'ಇಂದು ಬೆಳಿಗ್ಗೆ ನಾವು ಮನೆಯ ಹತ್ತಿರದ ತೋಟಕ್ಕೆ ಹೋಗಿ ದೊಡ್ಡ ಮರದ ಕೆಳಗೆ ಕುಳಿತು ನಗರದ ಇತಿಹಾಸದ ಬಗ್ಗೆ ಒಂದು ಪುಸ್ತಕವನ್ನು ಓದಿದೆವು',
  ko: '오늘 아침에 우리는 집 근처에 있는 공원에 가서 큰 나무 아래에 앉아 도시의 역사에 관한 책을 읽었습니다',
  mr: 'आज सकाळी आम्ही घराजवळच्या बागेत गेलो आणि मोठ्या झाडाखाली बसून शहराच्या इतिहासाबद्दल एक पुस्तक वाचले आहे',
  ne: 'आज बिहान हामी घर नजिकैको बगैंचामा गयौं र ठूलो रूखमुनि बसेर सहरको इतिहासको बारेमा एउटा किताब पढेका छौं',
  pa: 'ਅੱਜ ਸਵੇਰੇ ਅਸੀਂ ਘਰ ਦੇ ਨੇੜੇ ਵਾਲੇ ਬਾਗ ਵਿੱਚ ਗਏ ਅਤੇ ਵੱਡੇ ਦਰੱਖਤ ਹੇਠਾਂ ਬੈਠ ਕੇ ਸ਼ਹਿਰ ਦੇ ਇਤਿਹਾਸ ਬਾਰੇ ਇੱਕ ਕਿਤਾਬ ਪੜ੍ਹੀ',
  pt: 'Esta manhã fomos ao jardim que fica perto da casa e nos sentamos embaixo da grande árvore para ler um livro sobre a história da cidade',
  ru: 'Сегодня утром мы пошли в парк рядом с домом и сели под большим деревом чтобы прочитать книгу об истории города',
  sw: 'Leo asubuhi tulikwenda kwenye bustani iliyo karibu na nyumba yetu na tukakaa chini ya mti mkubwa ili kusoma kitabu kuhusu historia ya mji huu',
  ta: 'இன்று காலை நாங்கள் வீட்டின் அருகில் உள்ள பூங்காவிற்குச் சென்று பெரிய மரத்தின் கீழ் அமர்ந்து நகரத்தின் வரலாறு பற்றிய ஒரு புத்தகத்தைப் படித்தோம்',
  te: 'ఈ ఉదయం మేము ఇంటి దగ్గర ఉన్న తోటకు వెళ్లి పెద్ద చెట్టు కింద కూర్చుని నగర చరిత్ర గురించి ఒక పుస్తకం చదివాము',
  th: 'เช้านี้พวกเราไปที่สวนใกล้บ้านและนั่งใต้ต้นไม้ใหญ่เพื่ออ่านหนังสือเกี่ยวกับประวัติศาสตร์ของเมือง',
  ur: 'آج صبح ہم گھر کے قریب والے باغ میں گئے اور بڑے درخت کے نیچے بیٹھ کر شہر کی تاریخ کے بارے میں ایک کتاب پڑھی',
  vi: 'Sáng nay chúng tôi đã đi đến công viên gần nhà và ngồi dưới gốc cây lớn để đọc một cuốn sách về lịch sử của thành phố',
};

/** English ones, and words alone: whichever breaks no rule is what an answer is filled with. */
export const fillers: readonly string[] = [
  'we walked along the river with the dog and then sat down to watch the birds in the tall trees',
  'this morning there was bright light over the hills and all of us were glad to be there with them',
  'sun and moon',
  'hush',
  'drum',
  'la',
];
