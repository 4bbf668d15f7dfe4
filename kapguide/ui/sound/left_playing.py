"""What a window that died in a session left playing: steered at the door, until the session that has it goes on."""

from collections.abc import Callable
from functools import partial

from kapguide.session.levels import LEVEL_RANGE
from kapguide.ui.sound.running_panel import SteeredScreen
from kapguide.ui.sound.steering import SoundSteering, SoundWish
from kapguide.ui.sound.window_sound import WindowSound


class LeftPlaying:
    """Hands on the sound before any passphrase; `wish` is what they did, to be said in the session behind the door."""

    def __init__(
        self, sound: WindowSound, holds: Callable[[SteeredScreen], bool], show_card: Callable[[], object]
    ) -> None:
        """`holds` tells whether a screen is still on the window, `show_card` shows the emergency card."""
        self.wish: SoundWish | None = None
        self._sound, self._holds, self._show_card = sound, holds, show_card

    def reach(self, screen: SteeredScreen) -> None:
        """Take over what plays, without a wait; as soon as it is in hand, its controls are on `screen`."""
        self._sound.reached = partial(self._reached, screen)
        self._sound.new_player(adopts=True).start()

    def steer(self, screen: SteeredScreen) -> None:
        """Put the sound's controls on one more screen; nothing where no sound was left."""
        if self.wish is not None:
            SoundSteering(screen, self.silence, self._step, self._emergency, self._look)

    def handed_on(self) -> None:
        """A session has it now, or it has ended."""
        self.wish = None
        self._sound.reached = lambda _: None

    def silence(self, silent: bool = True) -> None:
        """Fade the music out, or let it come back."""
        player, settings = self._sound.player, self._sound.settings
        if self.wish is not None and player is not None:
            self.wish.silent = silent
            player.fade(silent, settings.silence_s if silent else settings.return_s)

    def _reached(self, screen: SteeredScreen, went_on: bool) -> None:
        if went_on and self.wish is None and self._sound.player is not None:
            self.wish = SoundWish(self._sound.player.status())
        if self._holds(screen):
            screen.show_running(self.wish is not None)
            self.steer(screen)

    def _step(self, db: float) -> None:
        player = self._sound.player
        if self.wish is not None and player is not None:
            self.wish.level_db = min(LEVEL_RANGE[1], max(LEVEL_RANGE[0], self.wish.level_db + db))
            player.level(self.wish.level_db)

    def _emergency(self) -> None:
        player = self._sound.player
        if self.wish is not None and player is not None:
            self.wish.silent = True
            player.fade(True, self._sound.settings.emergency_s)
        self._show_card()

    def _look(self) -> tuple[str, float, bool]:
        player = self._sound.player
        if self.wish is None or player is None:
            return "", 0.0, True
        item = player.item(player.status().item)
        return item.title if item is not None else "", self.wish.level_db, self.wish.silent
