[playlist]
NumberOfEntries=8
File1=/srv/music/01 Quiet Morning.flac
File2=/srv/music/Größe der Stille.flac
File3=/srv/music/Track #3.flac
File4=/srv/music/100% calm.flac
File5=/srv/music/50%25 off?.flac
File6=/srv/music/Moon 🌙.flac
File7=/srv/music/Wald & Wiese/Bach; Air [live].flac
File8=/srv/music/Wald & Wiese/It's "so".flac
