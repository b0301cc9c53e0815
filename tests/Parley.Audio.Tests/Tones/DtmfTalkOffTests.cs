using System.Diagnostics;
using Parley.Audio.Codecs;
using Parley.Audio.Resampling;
using Parley.Audio.Tones;
using Parley.Audio.Wav;

namespace Parley.Audio.Tests.Tones;

/// <summary>Synthetic speech of many voices and languages, through a telephone line: none of it is a key.</summary>
public sealed class DtmfTalkOffTests
{
    private static readonly string[] Variants = ["", "+f2", "+f4", "+m3", "+m7", "+croak"];

    // Numbers spelled out, lists and small talk: the vowels of digits are what detectors stumble over.
    private static readonly (string Voice, string Text)[] Speech =
    [
        ("en-us", """
            Hello, you have reached the office. If you know your party's extension, dial it now. Our number is five five five, zero one two three, four six seven eight nine.
            He told me that the meeting moved to three thirty on the twenty second of February, and that eleven people would come. Who are you? I knew you were due at noon, too.
            Please leave your name, your number and a short message after the tone, and somebody will call you back within two business days. Eee, ooo, aaa, mmm, well, you see.
            """),
        ("en-gb", """
            Good afternoon, this is the surgery calling about your appointment next Wednesday. Nought, one, two, three, double four, five, six, seven, eight, nine.
            The rain in Spain stays mainly in the plain, while nine new nurses in room one knew no news. Would you like to move it? Yes? No? Perhaps a week later, then.
            Peter and Lucy sing a beautiful tune in the key of G; they do so every evening, except on Sundays, when the church bells ring instead, rather loudly, at a quarter to ten.
            """),
        ("de", """
            Guten Tag, hier ist die Praxis am Markt. Ihre Nummer ist null eins zwei drei vier fünf sechs sieben acht neun. Wir hätten am Dienstag um halb elf noch einen Termin frei.
            Fischers Fritz fischt frische Fische, und über grüne Hügel führen viele kühle Wege. Können Sie bitte noch einmal langsam und deutlich wiederholen, was Sie gesagt haben?
            Ich rufe Sie gegen siebzehn Uhr dreißig zurück, wenn Ihnen das recht ist. Ja, ja, nein, naja, hm, also gut, auf Wiederhören und einen schönen Feierabend wünsche ich Ihnen.
            """),
        ("fr", """
            Bonjour, vous êtes bien sur la messagerie de la clinique. Zéro, un, deux, trois, quatre, cinq, six, sept, huit, neuf, dix, vingt et un, soixante-douze, quatre-vingt-dix-neuf.
            La lune luit sur la rue où tu as vu une tortue. Est-ce que vous pourriez venir jeudi prochain à dix heures et demie, ou bien préférez-vous que je vous rappelle lundi ?
            Oui, non, peut-être, je ne sais pas encore. Un bon vin blanc, un grand pain rond, et puis nous irons tous ensemble au cinéma voir un film italien en noir et blanc.
            """),
        ("es", """
            Buenos días, le llamo de la consulta para confirmar su cita. Cero, uno, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez, once, doce, veintitrés, treinta y cuatro.
            El perro de San Roque no tiene rabo, y mi tía Lucía vive aquí arriba, junto al río. ¿Puede venir usted el martes a las once y media, o prefiere que la cambiemos de día?
            Sí, claro, muy bien, muchas gracias por llamar. Hasta luego, que tenga usted un buen día y que le vaya todo muy bien con la nueva casa y con la familia.
            """),
        ("it", """
            Buongiorno, parlo con il signor Rossi? Zero, uno, due, tre, quattro, cinque, sei, sette, otto, nove, dieci, undici, dodici, trentatré, quarantotto. La chiamo per l'appuntamento.
            Trentatré trentini entrarono in Trento tutti e trentatré trotterellando. Può venire lunedì mattina alle dieci e un quarto, oppure preferisce il pomeriggio verso le cinque?
            Sì, va bene, allora ci vediamo lunedì. Mi raccomando, porti con sé i documenti e le vecchie analisi, così il dottore le guarda subito e non dobbiamo perdere altro tempo.
            """),
        ("sv", """
            Hej, du har kommit till vårdcentralen. Noll, ett, två, tre, fyra, fem, sex, sju, åtta, nio, tio, tjugoett, fyrtiotre. Ditt nummer har sparats, och vi ringer upp dig klockan tio.
            Sju sjösjuka sjömän sköttes av sju sköna sjuksköterskor. Skulle du kunna komma på torsdag i stället, strax efter klockan tre, eller passar det bättre på fredag förmiddag?
            """),
        ("pl", """
            Dzień dobry, dodzwonili się państwo do przychodni. Zero, jeden, dwa, trzy, cztery, pięć, sześć, siedem, osiem, dziewięć, dziesięć. Proszę zostawić wiadomość po sygnale.
            Czy może pani przyjść w środę o wpół do jedenastej, czy raczej woli pani inny termin? Dobrze, dziękuję bardzo i do zobaczenia w przyszłym tygodniu, miłego dnia życzę.
            """),
    ];

    [Fact]
    public async Task Hear_SpeechOfManyVoicesAndLanguages_OnlyTheKeyBehindItIsOne()
    {
        var folder = Directory.CreateTempSubdirectory("parley-speech-").FullName;
        var key = ToneGenerator.Render(TonePatterns.Dtmf('5', TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(60)), 8000);
        var (total, heard) = (TimeSpan.Zero, new List<string>());
        foreach (var (voice, text) in Speech)
        {
            for (var i = 0; i < Variants.Length; i++)
            {
                var file = Path.Combine(folder, "speech.wav");
                await SpeakAsync(voice + Variants[i], speed: 130 + (15 * i), pitch: 30 + (10 * i), text, file);
                var sound = ReadAsPhone(file);
                total += TimeSpan.FromSeconds(sound.Length / 8000.0);
                var keys = Hear([.. sound, .. key]);
                if (keys != "5")
                {
                    heard.Add($"{keys} in {voice}{Variants[i]}");
                }
            }
        }

        Directory.Delete(folder, recursive: true);
        Assert.True(total > TimeSpan.FromMinutes(10), $"Only {total} of speech.");
        Assert.Empty(heard);
    }

    private static async Task SpeakAsync(string voice, int speed, int pitch, string text, string file)
    {
        using var espeak = Process.Start("espeak-ng", ["-v", voice, "-s", $"{speed}", "-p", $"{pitch}", "-a", "100", "-w", file, text]);
        await espeak.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, espeak.ExitCode);
    }

    /// <summary>What a telephone would make of it: 8 kHz, mu-law.</summary>
    private static short[] ReadAsPhone(string file)
    {
        using var stream = File.OpenRead(file);
        Assert.True(WavFile.TryRead(stream, out var frame, out var error), error);
        var narrow = Resampler.Convert(frame.Samples.Span, frame.SampleRate, 8000);
        var coded = new byte[narrow.Length];
        G711.EncodeMuLaw(narrow, coded);
        G711.DecodeMuLaw(coded, narrow);
        return narrow;
    }

    private static string Hear(short[] sound)
    {
        var detector = new DtmfDetector(8000);
        return string.Concat(sound.Chunk(160).Select(frame => detector.Hear(frame)?.Key));
    }
}
